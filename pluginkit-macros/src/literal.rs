//! What may stand inside a literal: ids, versions, durations, priorities.

use std::time::Duration;

use syn::parse::{Parse, ParseStream};
use syn::{Error, Lit, LitStr, Result};

use crate::attribute::Key;

/// A plugin id: `[A-Za-z][A-Za-z0-9_-]{0,63}`.
pub(crate) fn plugin_id(literal: &LitStr) -> Result<()> {
    let id = literal.value();
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    let rule = "a plugin id is a letter, then letters, digits, `_` or `-`";
    let corrected = corrected(&id, allowed);
    let problem = if id.is_empty() {
        format!("an id cannot be empty: {rule}, such as \"weather\"")
    } else if id.len() > 64 {
        format!("`{id}` has {} characters; an id has at most 64", id.len())
    } else if !id.starts_with(|first: char| first.is_ascii_alphabetic()) || !id.chars().all(allowed) {
        format!("`{id}` is not a plugin id: {rule}{corrected}")
    } else {
        return Ok(());
    };
    Err(Error::new(literal.span(), problem))
}

/// An extension point's id: words like a plugin's id, separated by dots.
pub(crate) fn point_id(literal: &LitStr) -> Result<()> {
    let id = literal.value();
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.');
    let words = id.split('.').all(|word| !word.is_empty());
    if words && id.starts_with(|first: char| first.is_ascii_alphabetic()) && id.chars().all(allowed) {
        return Ok(());
    }
    let corrected = corrected(&id, allowed);
    Err(Error::new(
        literal.span(),
        format!(
            "`{id}` is not the id of an extension point: a letter, then letters, digits, `_` or `-`, in \
             words separated by `.`{corrected}"
        ),
    ))
}

/// The id with everything that is not allowed made a `-`, as a proposal.
fn corrected(id: &str, allowed: impl Fn(char) -> bool) -> String {
    let kept = id.trim_start_matches(|first: char| !first.is_ascii_alphabetic());
    let words: Vec<&str> = kept.split(|letter| !allowed(letter)).filter(|word| !word.is_empty()).collect();
    let proposal = words.join("-");
    let usable =
        !proposal.is_empty() && !proposal.ends_with('.') && !proposal.contains("..") && proposal != id;
    if usable { format!("; write \"{proposal}\"") } else { String::new() }
}

/// A complete version: `1.2.3`, `2.0.0-beta.1`.
pub(crate) fn version(literal: &LitStr) -> Result<()> {
    let text = literal.value();
    semver::Version::parse(&text).map(drop).map_err(|reason| {
        let write = match completed(&text) {
            Some(full) => format!("write \"{full}\""),
            None => "write it like \"1.0.0\"".to_owned(),
        };
        Error::new(literal.span(), format!("`{text}` is not a version ({reason}); {write}"))
    })
}

/// A version of which the last numbers may be left out: `1.1`.
pub(crate) fn since(literal: &LitStr) -> Result<()> {
    let text = literal.value();
    if completed(&text).is_some() || semver::Version::parse(&text).is_ok() {
        Ok(())
    } else {
        Err(Error::new(literal.span(), format!("`{text}` is not a version; write it like \"1.1\"")))
    }
}

/// Has what came with one version not come in another yet? A pre-release has what its release will have; a version that is
/// none was reported.
pub(crate) fn is_newer(since: &LitStr, version: &LitStr) -> bool {
    let read = |literal: &LitStr| {
        let text = literal.value();
        semver::Version::parse(&completed(&text).unwrap_or(text)).ok()
    };
    let (Some(since), Some(mut version)) = (read(since), read(version)) else { return false };
    if since.pre.is_empty() {
        version.pre = semver::Prerelease::EMPTY;
    }
    since.cmp_precedence(&version).is_gt()
}

/// `1` and `1.2` with the numbers that are missing.
fn completed(text: &str) -> Option<String> {
    [format!("{text}.0"), format!("{text}.0.0")].into_iter().find(|full| semver::Version::parse(full).is_ok())
}

/// A range of versions: `^1.2`, `>=1, <3`, `*`.
pub(crate) fn requirement(literal: &LitStr) -> Result<()> {
    let text = literal.value();
    semver::VersionReq::parse(&text).map(drop).map_err(|reason| {
        Error::new(
            literal.span(),
            format!(
                "`{text}` is not a version requirement ({reason}); write it like \"1.2\", \"^1.2\", \">=1, \
                 <3\" or \"*\""
            ),
        )
    })
}

/// A text that says something.
pub(crate) fn not_empty(key: &str, literal: &LitStr) -> Result<()> {
    if literal.value().trim().is_empty() {
        Err(Error::new(literal.span(), format!("`{key}` is empty: say something, or leave it out")))
    } else {
        Ok(())
    }
}

/// `priority = -10`
pub(crate) fn priority(key: &Key, input: ParseStream<'_>) -> Result<i32> {
    let wrong = "a whole number: `priority = 10`. Higher goes first, the default is 0";
    let literal = key.value(input, wrong, Lit::parse)?;
    match &literal {
        Lit::Int(number) => number.base10_parse::<i32>().map_err(|_| {
            Error::new(
                number.span(),
                format!(
                    "a priority is a number between {} and {}, such as `priority = 10`",
                    i32::MIN,
                    i32::MAX
                ),
            )
        }),
        other => Err(Error::new(other.span(), "a priority is a whole number, such as `priority = 10`")),
    }
}

/// `limit = 8`
pub(crate) fn limit(key: &Key, input: ParseStream<'_>) -> Result<usize> {
    if key.name() != "limit" {
        return Err(
            key.error(format!("`concurrent` has no key `{}`: write `concurrent(limit = 8)`", key.name()))
        );
    }
    let zero = "with a limit of 0 nobody would ever be called: leave the limit out for no limit, or write `limit = 1` to call one \
         after the other";
    count(key, input, "how many run at a time: `limit = 8`", "a limit", zero)
}

/// `keep = 16`
pub(crate) fn keep(key: &Key, input: ParseStream<'_>) -> Result<usize> {
    if key.name() != "keep" {
        return Err(key.error(format!("`historic` has no key `{}`: write `historic(keep = 16)`", key.name())));
    }
    let zero = "a history of 0 calls remembers nothing: write `keep = 1` for the last call only, or leave `historic` out";
    count(key, input, "how many calls are kept: `keep = 16`", "what is kept", zero)
}

/// A whole number from 1 on.
fn count(key: &Key, input: ParseStream<'_>, wrong: &str, what: &str, zero: &str) -> Result<usize> {
    let example = wrong.split_once(": ").map_or(wrong, |(_, example)| example);
    let literal = key.value(input, wrong, Lit::parse)?;
    let Lit::Int(number) = &literal else {
        return Err(Error::new(literal.span(), format!("{what} is a whole number, such as {example}")));
    };
    match number.base10_parse::<u32>().ok().and_then(|count| usize::try_from(count).ok()) {
        Some(0) => Err(Error::new(number.span(), zero)),
        Some(count) => Ok(count),
        None => Err(Error::new(
            number.span(),
            format!("{what} is a number between 1 and {}, such as {example}", u32::MAX),
        )),
    }
}

/// `"250ms"`, `"2s"`, `"1m"`
pub(crate) fn duration(key: &str, literal: &LitStr) -> Result<Duration> {
    let text = literal.value();
    let digits = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let wrong = |problem: String| Err(Error::new(literal.span(), problem));
    let duration = match (number.parse::<u64>(), unit.trim()) {
        (Ok(number), "ms") => Some(Duration::from_millis(number)),
        (Ok(number), "s") => Some(Duration::from_secs(number)),
        (Ok(number), "m") => number.checked_mul(60).map(Duration::from_secs),
        _ => None,
    };
    match duration {
        Some(duration) if duration.is_zero() => {
            wrong(format!("`{text}` leaves no time at all; write a longer one, or leave `{key}` out"))
        }
        Some(duration) if u64::try_from(duration.as_nanos()).is_ok() => Ok(duration),
        _ => wrong(format!(
            "`{text}` is not a duration; write a whole number and its unit, such as \"250ms\", \"2s\" or \
             \"1m\""
        )),
    }
}

#[cfg(test)]
mod tests {
    use proc_macro2::Span;

    use super::*;

    fn check<T: std::fmt::Debug>(
        rule: impl Fn(&LitStr) -> Result<T>,
        text: &str,
    ) -> std::result::Result<T, String> {
        rule(&LitStr::new(text, Span::call_site())).map_err(|error| error.to_string())
    }

    #[test]
    fn plugin_ids() {
        for good in ["a", "weather", "Geo_2", "my-plugin", &"x".repeat(64)] {
            assert_eq!(check(plugin_id, good), Ok(()));
        }
        for bad in ["", "2fast", "with space", "dotted.id", "ünicode", &"x".repeat(65)] {
            assert!(check(plugin_id, bad).is_err(), "{bad}");
        }
        assert!(check(plugin_id, "my plugin").unwrap_err().ends_with("; write \"my-plugin\""));
    }

    #[test]
    fn point_ids() {
        for good in ["feed", "user.login", "a-b.c_d"] {
            assert_eq!(check(point_id, good), Ok(()));
        }
        for bad in ["", ".feed", "feed.", "a..b", "a b", "1"] {
            assert!(check(point_id, bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_short_version_is_completed() {
        assert!(check(version, "1.2").unwrap_err().ends_with("write \"1.2.0\""));
        assert!(check(version, "1").unwrap_err().ends_with("write \"1.0.0\""));
        assert!(check(version, "one").unwrap_err().ends_with("write it like \"1.0.0\""));
        assert_eq!(check(since, "1.1"), Ok(()));
        assert!(check(since, "soon").is_err());
    }

    #[test]
    fn what_comes_later_is_newer() {
        let is_newer = |since, version| {
            let literal = |text| LitStr::new(text, Span::call_site());
            is_newer(&literal(since), &literal(version))
        };
        for (since, version) in
            [("1.3", "1.2.0"), ("2", "1.9.9"), ("1.2.1", "1.2.0"), ("1.2.0-beta.2", "1.2.0-beta.1")]
        {
            assert!(is_newer(since, version), "{since} {version}");
        }
        for (since, version) in [
            ("1.2", "1.2.0"),
            ("1", "1.0.0"),
            ("1.2", "1.2.0-beta.1"),
            ("1.2.0-beta.1", "1.2.0"),
            ("0.9", "1.0.0"),
            ("soon", "1.0.0"),
            ("2", "1.x"),
        ] {
            assert!(!is_newer(since, version), "{since} {version}");
        }
    }

    #[test]
    fn durations() {
        assert_eq!(check(|literal| duration("timeout", literal), "250ms"), Ok(Duration::from_millis(250)));
        assert_eq!(check(|literal| duration("timeout", literal), "2s"), Ok(Duration::from_secs(2)));
        assert_eq!(check(|literal| duration("timeout", literal), "1m"), Ok(Duration::from_mins(1)));
        for bad in ["", "2", "s", "2 parsecs", "-1s", "1.5s", "0s", "18446744073709551615m"] {
            assert!(check(|literal| duration("timeout", literal), bad).is_err(), "{bad}");
        }
    }
}
