//! Patterns of names, in which `*` stands for any run of characters: `before_*`.

use quote::ToTokens;
use syn::{Attribute, Error, LitStr, Result};

use crate::types;

/// `#[on("before_*")]`
pub(crate) fn is_on(attribute: &Attribute) -> bool {
    attribute.path().is_ident("on")
}

/// `#[cfg_attr(.., on("before_*"))]`, of which nobody knows whether it is one.
pub(crate) fn may_be_on(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg_attr") && types::word(attribute.meta.to_token_stream(), "on").is_some()
}

/// Leaves out what nobody else knows.
pub(crate) fn strip(attributes: &mut Vec<Attribute>) {
    attributes.retain(|attribute| !is_on(attribute) && !may_be_on(attribute));
}

/// `#[extension(on = "user.*")]`: a pattern of the ids of hooks, which are words with dots between them.
pub(crate) fn of_ids(literal: &LitStr) -> Result<()> {
    let text = literal.value();
    let allowed = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '*' | '.');
    let wrong = |problem: String| Err(Error::new(literal.span(), problem));
    let example = "such as \"user.*\" or \"**\", where `*` stands for any run of characters within one word, and `**` for any \
                   number of words";
    if text.is_empty() {
        return wrong(format!("a pattern cannot be empty: write the ids of hooks, {example}"));
    }
    if let Some((at, other)) = text.chars().enumerate().find(|(_, letter)| !allowed(*letter)) {
        let place = at + 1;
        return wrong(format!(
            "no id has `{other}`, at character {place}: write the ids of hooks, {example}"
        ));
    }
    let mut place = 1;
    for word in text.split('.') {
        if word.is_empty() {
            return wrong(format!(
                "a word is missing at character {place}: write the ids of hooks, {example}"
            ));
        }
        if word.contains("**") && word != "**" {
            return wrong(format!(
                "`**` stands for whole words, and `{word}`, at character {place}, has more in it: write `*` there, or put a `.` \
                 beside it"
            ));
        }
        place += word.chars().count() + 1;
    }
    Ok(())
}

pub(crate) struct Pattern {
    /// What stands before, between and behind the `*`s.
    parts: Vec<String>,
}

impl Pattern {
    pub(crate) fn read(literal: &LitStr) -> Result<Self> {
        let text = literal.value();
        let wrong = |problem: String| Err(Error::new(literal.span(), problem));
        let example = "such as \"before_*\", in which `*` stands for any run of characters";
        if text.is_empty() {
            return wrong(format!("a pattern cannot be empty: write the names of hooks, {example}"));
        }
        let allowed = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '*');
        if let Some(other) = text.chars().find(|letter| !allowed(*letter)) {
            return wrong(format!("a pattern is the name of a hook, {example}, and no name has `{other}`"));
        }
        Ok(Self::of(&text))
    }

    fn of(text: &str) -> Self {
        Self { parts: text.split('*').map(str::to_owned).collect() }
    }

    pub(crate) fn matches(&self, name: &str) -> bool {
        let [first, between @ .., last] = self.parts.as_slice() else {
            return self.parts.iter().any(|whole| whole == name);
        };
        // Each part as early as it can be leaves the most for those behind it.
        let Some(mut rest) = name.strip_prefix(first.as_str()) else { return false };
        for part in between {
            let Some((_, behind)) = rest.split_once(part.as_str()) else { return false };
            rest = behind;
        }
        rest.ends_with(last.as_str())
    }

    /// Without the `*`s: what a name may be near to.
    pub(crate) fn letters(&self) -> String {
        self.parts.concat()
    }
}

#[cfg(test)]
mod tests {
    use proc_macro2::Span;

    use super::*;

    #[track_caller]
    fn check(pattern: &str, matched: &[&str], others: &[&str]) {
        let pattern = Pattern::of(pattern);
        assert!(matched.iter().all(|name| pattern.matches(name)), "{matched:?}");
        assert!(!others.iter().any(|name| pattern.matches(name)), "{others:?}");
    }

    #[test]
    fn a_star_stands_for_any_run_of_characters() {
        check("before_*", &["before_save", "before_"], &["before", "after_save", "not_before_save"]);
        check("*_saved", &["was_saved", "_saved"], &["saved", "was_saved_twice"]);
        check("on_*_saved", &["on_user_saved", "on__saved"], &["on_saved", "on_user_saves"]);
        check("*a*a*", &["aa", "banana"], &["a", "bus"]);
        check("*", &["", "fetch"], &[]);
        check("**", &["fetch"], &[]);
    }

    #[test]
    fn without_a_star_it_is_the_name() {
        check("fetch", &["fetch"], &["fetched", "prefetch", ""]);
    }

    #[test]
    fn what_two_parts_need_they_do_not_share() {
        check("ab*ba", &["abba", "ab_ba"], &["aba"]);
        check("*ab*ab", &["abab", "xababab"], &["ab", "abba"]);
    }

    /// Held against the definition, letter by letter.
    #[test]
    fn it_matches_what_it_is_defined_to() {
        fn defined(pattern: &[u8], name: &[u8]) -> bool {
            match pattern {
                [] => name.is_empty(),
                [b'*', rest @ ..] => (0..=name.len()).any(|end| defined(rest, &name[end..])),
                [letter, rest @ ..] => name.first() == Some(letter) && defined(rest, &name[1..]),
            }
        }
        let words = |letters: &[u8], longest: usize| {
            let longer = |word: &Vec<u8>| {
                letters.iter().map(|letter| [word.as_slice(), &[*letter]].concat()).collect::<Vec<_>>()
            };
            let layers = std::iter::successors(Some(vec![Vec::new()]), |layer: &Vec<Vec<u8>>| {
                Some(layer.iter().flat_map(longer).collect())
            });
            layers.take(longest + 1).flatten().collect::<Vec<_>>()
        };
        let names = words(b"ab", 6);
        for pattern in words(b"ab*", 5) {
            let text = std::str::from_utf8(&pattern).unwrap();
            for name in &names {
                let name = std::str::from_utf8(name).unwrap();
                assert_eq!(
                    Pattern::of(text).matches(name),
                    defined(&pattern, name.as_bytes()),
                    "{text} {name}"
                );
            }
        }
    }

    #[test]
    fn what_is_no_pattern_of_ids_is_refused_with_its_place() {
        let read = |text| of_ids(&LitStr::new(text, Span::call_site())).err().map(|error| error.to_string());
        for good in ["*", "**", "user.*", "user.**.before_*", "größe-2.x*y*"] {
            assert_eq!(read(good), None, "{good}");
        }
        for (bad, words) in [
            ("", "cannot be empty"),
            ("user.log in", "no id has ` `, at character 9"),
            (".login", "missing at character 1"),
            ("user..login", "missing at character 6"),
            ("user.", "missing at character 6"),
            ("user.log**", "`log**`, at character 6"),
            ("user.***", "`***`, at character 6"),
        ] {
            assert!(read(bad).unwrap().contains(words), "{bad}: {:?}", read(bad));
        }
    }

    #[test]
    fn what_no_name_has_is_refused() {
        let read =
            |text| Pattern::read(&LitStr::new(text, Span::call_site())).err().map(|error| error.to_string());
        for good in ["*", "before_*", "fetch", "v2_*", "größe*"] {
            assert_eq!(read(good), None, "{good}");
        }
        assert!(read("").unwrap().starts_with("a pattern cannot be empty"));
        for (bad, letter) in [("feed.*", "`.`"), ("before_?", "`?`"), ("before save", "` `")] {
            assert!(read(bad).unwrap().ends_with(letter), "{bad}");
        }
    }
}
