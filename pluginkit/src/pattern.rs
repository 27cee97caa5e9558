//! Patterns of ids, in which `*` stands for any run of characters within one word and `**` for any number of whole words.

use std::fmt;

/// A pattern of the ids of hooks: `user.*`, `**.before_*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    text: String,
}

/// The error of turning a text that is no pattern into one.
///
/// ```
/// let plugins = pluginkit::PluginManager::builder().build()?;
/// let error = plugins.measure("user..login").unwrap_err();
/// assert_eq!(error.text(), "user..login");
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{text:?} is not a pattern of hooks: {fault}; write it like \"user.*\" or \"**\", where `*` stands for any run of characters \
     within one word, and `**` for any number of words"
)]
pub struct InvalidPattern {
    text: String,
    fault: Fault,
}

impl InvalidPattern {
    /// The text.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// assert_eq!(plugins.measure("").unwrap_err().text(), "");
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// What is wrong with a text that is no pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Fault {
    /// The word at this place, counted from one, is empty.
    Empty(usize),
    /// There is more than `**` in this word.
    Mixed(String),
    /// No id has this character.
    Foreign(char),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Empty(place) => write!(f, "word {place} is empty"),
            Fault::Mixed(word) => {
                write!(f, "`**` stands for whole words, and is alone in its own, unlike in `{word}`")
            }
            Fault::Foreign(letter) => write!(f, "no id has {letter:?}"),
        }
    }
}

impl Pattern {
    /// Reads a pattern.
    pub(crate) fn read(text: &str) -> Result<Self, InvalidPattern> {
        match text.split('.').enumerate().find_map(|(place, word)| fault(place, word)) {
            Some(fault) => Err(InvalidPattern { text: text.to_owned(), fault }),
            None => Ok(Pattern::checked(text)),
        }
    }

    /// A pattern that the compiler has checked.
    pub(crate) fn checked(text: &str) -> Self {
        Pattern { text: text.to_owned() }
    }

    /// Whether an id is one of those that the pattern stands for.
    pub(crate) fn matches(&self, id: &str) -> bool {
        let (words, of_id): (Vec<&str>, Vec<&str>) =
            (self.text.split('.').collect(), id.split('.').collect());
        let (mut at, mut id_at) = (0, 0);
        // The last `**`, and how far into the id the words before it reach. Whatever fails later, only the last one can help.
        let mut last: Option<(usize, usize)> = None;
        while id_at < of_id.len() {
            match words.get(at) {
                Some(&"**") => {
                    last = Some((at, id_at));
                    at += 1;
                }
                Some(word) if matches_word(word, of_id[id_at]) => (at, id_at) = (at + 1, id_at + 1),
                _ => match &mut last {
                    None => return false,
                    Some((any, reached)) => {
                        *reached += 1;
                        (at, id_at) = (*any + 1, *reached);
                    }
                },
            }
        }
        words[at..].iter().all(|word| *word == "**")
    }
}

fn fault(place: usize, word: &str) -> Option<Fault> {
    let allowed = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '*');
    if word.is_empty() {
        return Some(Fault::Empty(place + 1));
    }
    if let Some(other) = word.chars().find(|letter| !allowed(*letter)) {
        return Some(Fault::Foreign(other));
    }
    (word.contains("**") && word != "**").then(|| Fault::Mixed(word.to_owned()))
}

/// Whether `*`s in one word stand for what is missing in another.
fn matches_word(pattern: &str, word: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == word };
    let (Some(mut left), Some((between, last))) =
        (word.strip_prefix(first), rest.rsplit_once('*').or(Some(("", rest))))
    else {
        return false;
    };
    // Each part as early as it can be leaves the most for those behind it.
    for part in between.split('*') {
        let Some((_, behind)) = left.split_once(part) else { return false };
        left = behind;
    }
    left.ends_with(last)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(pattern: &str, matched: &[&str], others: &[&str]) {
        let pattern = Pattern::read(pattern).unwrap();
        for id in matched {
            assert!(pattern.matches(id), "{pattern:?} does not match {id}");
        }
        for id in others {
            assert!(!pattern.matches(id), "{pattern:?} matches {id}");
        }
    }

    #[test]
    fn a_star_stays_within_its_word() {
        check("user.*", &["user.login", "user.logout"], &["users.login", "user.session.closed", "user"]);
        check("*.fetch", &["feed.fetch"], &["feed.refetch", "app.feed.fetch"]);
        check("user.before_*_save", &["user.before_a_save"], &["user.before_save", "user.before_a_saved"]);
        check("*", &["user"], &["user.login"]);
    }

    #[test]
    fn two_stars_stand_for_any_number_of_words() {
        check("**", &["user.login", "a.b.c"], &[]);
        check("user.**", &["user.login", "user.session.closed"], &["users.login"]);
        check("**.closed", &["user.session.closed", "door.closed"], &["user.session.closed.late"]);
        check("user.**.closed", &["user.closed", "user.session.closed"], &["user.session.open"]);
        check("**.a.**.a", &["a.a", "b.a.c.a"], &["a", "b.a", "a.b"]);
    }

    #[test]
    fn without_a_star_it_is_the_id() {
        check("feed.fetch", &["feed.fetch"], &["feed.fetched", "feed", "feed.fetch.more"]);
    }

    #[test]
    fn what_is_no_pattern_says_why() {
        let error = |text| Pattern::read(text).unwrap_err().to_string();
        assert!(error("").contains("word 1 is empty"));
        assert!(error("user..login").contains("word 2 is empty"));
        assert!(error("user.log**").contains("unlike in `log**`"));
        assert!(error("user ?").contains("no id has ' '"));
    }

    /// The definition: every way to give words away is tried.
    fn defined(pattern: &[&str], id: &[&str]) -> bool {
        match pattern {
            [] => id.is_empty(),
            ["**", rest @ ..] => (0..=id.len()).any(|end| defined(rest, &id[end..])),
            [word, rest @ ..] => id.split_first().is_some_and(|(first, others)| {
                word_defined(word.as_bytes(), first.as_bytes()) && defined(rest, others)
            }),
        }
    }

    fn word_defined(pattern: &[u8], word: &[u8]) -> bool {
        match pattern {
            [] => word.is_empty(),
            [b'*', rest @ ..] => (0..=word.len()).any(|end| word_defined(rest, &word[end..])),
            [letter, rest @ ..] => word.first() == Some(letter) && word_defined(rest, &word[1..]),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn it_matches_what_it_is_defined_to(
            pattern in r"(\*\*|a?\*?b?\*?|[ab])(\.(\*\*|a?\*?b?|[ab])){0,4}",
            id in r"[ab]{1,3}(\.[ab]{1,2}){0,5}",
        ) {
            let Ok(read) = Pattern::read(&pattern) else { return Ok(()) };
            let (words, of_id): (Vec<&str>, Vec<&str>) = (pattern.split('.').collect(), id.split('.').collect());
            prop_assert_eq!(read.matches(&id), defined(&words, &of_id));
        }
    }
}
