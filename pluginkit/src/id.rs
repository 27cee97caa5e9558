//! Plugin ids: short names that are safe in logs, configuration keys and metric labels alike.

use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use core::borrow::Borrow;
use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::ops::Deref;
use core::str::FromStr;

use serde::{Deserialize, Serialize, Serializer};

/// The id of a plugin: a letter (A-Z, a-z), then up to 63 letters, digits, `_` or `-`.
///
/// Ids compare, sort and hash as their text does, so a map keyed by ids can be asked with a `&str`.
/// A clone never copies the text.
///
/// # Examples
///
/// ```
/// use std::collections::HashMap;
///
/// use pluginkit::PluginId;
///
/// let id: PluginId = "rate-limit".parse()?;
/// assert_eq!(id, "rate-limit");
/// assert_eq!(format!("<{id}>"), "<rate-limit>");
///
/// let requests = HashMap::from([(id, 10)]);
/// assert_eq!(requests.get("rate-limit"), Some(&10));
/// # Ok::<(), pluginkit::InvalidPluginId>(())
/// ```
#[derive(Clone, Deserialize)]
#[serde(try_from = "String")]
pub struct PluginId(Text);

/// The error of turning a text that is no plugin id into a [`PluginId`].
///
/// # Examples
///
/// ```
/// use pluginkit::PluginId;
///
/// let error = PluginId::try_from("rate limit").unwrap_err();
/// assert_eq!(error.text(), "rate limit");
/// assert_eq!(
///     error.to_string(),
///     "\"rate limit\" is not a plugin id: ' ' is not allowed; \
///      an id is a letter (A-Z, a-z), then up to 63 letters, digits, `_` or `-`",
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{:?} is not a plugin id: {}; \
     an id is a letter (A-Z, a-z), then up to 63 letters, digits, `_` or `-`",
    excerpt(text),
    fault(text)
)]
pub struct InvalidPluginId {
    text: String,
}

/// Whether `text` is a plugin id: a letter (A-Z, a-z), then up to 63 letters, digits, `_` or `-`.
const fn is_plugin_id(text: &str) -> bool {
    let [first, rest @ ..] = text.as_bytes() else {
        return false;
    };
    if !first.is_ascii_alphabetic() || text.len() > MAX_LEN {
        return false;
    }
    let mut rest = rest;
    while let [byte, after @ ..] = rest {
        if !matches!(byte, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-') {
            return false;
        }
        rest = after;
    }
    true
}

impl PluginId {
    /// The id as text.
    ///
    /// # Examples
    ///
    /// ```
    /// let id = pluginkit::PluginId::try_from("cache")?;
    /// assert_eq!(id.as_str(), "cache");
    /// # Ok::<(), pluginkit::InvalidPluginId>(())
    /// ```
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Text::Static(text) => text,
            Text::Shared(text) => text,
        }
    }

    /// The id that a program spells out in its source.
    ///
    /// # Panics
    ///
    /// If `id` is not a plugin id; in a constant, that is an error of compilation.
    #[doc(hidden)]
    #[track_caller]
    pub const fn from_static(id: &'static str) -> PluginId {
        assert!(
            is_plugin_id(id),
            "this is not a plugin id; \
             an id is a letter (A-Z, a-z), then up to 63 letters, digits, `_` or `-`"
        );
        PluginId(Text::Static(id))
    }
}

impl InvalidPluginId {
    /// The text that is not a plugin id.
    ///
    /// # Examples
    ///
    /// ```
    /// let error = pluginkit::PluginId::try_from("7zip").unwrap_err();
    /// assert_eq!(error.text(), "7zip");
    /// ```
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl TryFrom<&str> for PluginId {
    type Error = InvalidPluginId;

    fn try_from(text: &str) -> Result<PluginId, InvalidPluginId> {
        if is_plugin_id(text) {
            Ok(PluginId(Text::Shared(text.into())))
        } else {
            Err(InvalidPluginId { text: text.into() })
        }
    }
}

impl TryFrom<String> for PluginId {
    type Error = InvalidPluginId;

    fn try_from(text: String) -> Result<PluginId, InvalidPluginId> {
        if is_plugin_id(&text) {
            Ok(PluginId(Text::Shared(text.into())))
        } else {
            Err(InvalidPluginId { text })
        }
    }
}

impl FromStr for PluginId {
    type Err = InvalidPluginId;

    fn from_str(text: &str) -> Result<PluginId, InvalidPluginId> {
        PluginId::try_from(text)
    }
}

impl Serialize for PluginId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl fmt::Display for PluginId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.as_str(), f)
    }
}

impl fmt::Debug for PluginId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// An id is given wherever one is asked for as text: `plugins.explain(&id)`.
impl Deref for PluginId {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for PluginId {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl Borrow<str> for PluginId {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl PartialEq for PluginId {
    fn eq(&self, other: &PluginId) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for PluginId {}

impl PartialEq<str> for PluginId {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for PluginId {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialOrd for PluginId {
    fn partial_cmp(&self, other: &PluginId) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for PluginId {
    fn cmp(&self, other: &PluginId) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl Hash for PluginId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // Exactly what `str` hashes: `Borrow<str>` promises it.
        self.as_str().hash(state);
    }
}

/// Ids written in source need no allocation, and so can be made in constants.
#[derive(Clone)]
enum Text {
    Static(&'static str),
    Shared(Arc<str>),
}

const MAX_LEN: usize = 64;

/// What is wrong with a text that is not a plugin id.
fn fault(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        None => "it is empty".into(),
        Some(first) if !first.is_ascii_alphabetic() => format!("it starts with {first:?}"),
        Some(_) => match chars.find(|c| !c.is_ascii_alphanumeric() && !"_-".contains(*c)) {
            Some(c) => format!("{c:?} is not allowed"),
            None => format!("it has {} characters", text.len()),
        },
    }
}

/// As much of a text as an id could hold, so that no input, however long, floods a log.
fn excerpt(text: &str) -> String {
    match text.char_indices().nth(MAX_LEN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashSet};
    use std::hash::{BuildHasher, RandomState};

    use proptest::prelude::*;

    use super::*;

    const CACHE: PluginId = PluginId::from_static("cache");

    fn message(text: &str) -> String {
        PluginId::try_from(text).unwrap_err().to_string()
    }

    #[test]
    fn the_rule_at_its_edges() {
        let longest = "a".repeat(64);
        for id in ["a", "Z", "a0", "a_", "a-", "Rate-Limit_2", &longest] {
            assert!(is_plugin_id(id), "{id:?}");
        }
        let too_long = "a".repeat(65);
        for text in ["", "0", "_a", "-a", " a", "a ", "a.b", "a/b", "a\0", "é", "aé", "a\n", &too_long] {
            assert!(!is_plugin_id(text), "{text:?}");
        }
    }

    #[test]
    fn static_and_shared_ids_are_the_same_id() {
        let shared = PluginId::try_from("cache").unwrap();
        assert_eq!(CACHE, shared);
        assert_eq!(CACHE.cmp(&shared), Ordering::Equal);
        let state = RandomState::new();
        assert_eq!(state.hash_one(&CACHE), state.hash_one(&shared));
        assert_eq!(state.hash_one(&CACHE), state.hash_one("cache"));
        assert_eq!(HashSet::from([CACHE, shared]).len(), 1);
    }

    #[test]
    fn a_clone_shares_the_text() {
        let id = PluginId::try_from("cache").unwrap();
        assert!(std::ptr::eq(id.as_str(), id.clone().as_str()));
    }

    #[test]
    fn sets_of_ids_are_asked_with_texts() {
        let ids = BTreeSet::from(["b", "a"].map(|id| PluginId::try_from(id).unwrap()));
        assert!(ids.contains("a"));
        assert!(!ids.contains("c"));
        assert!(ids.iter().eq(["a", "b"].iter()));
    }

    #[test]
    fn ids_show_and_compare_as_their_text() {
        assert_eq!(CACHE.to_string(), "cache");
        assert_eq!(format!("{CACHE:>7}|{CACHE:<7}"), "  cache|cache  ");
        assert_eq!(format!("{CACHE:?}"), "\"cache\"");
        assert_eq!(CACHE.as_ref(), "cache");
        assert_eq!(CACHE, "cache");
        assert_eq!(CACHE, *"cache");
        assert_ne!(CACHE, "Cache");
    }

    #[test]
    fn errors_say_what_is_wrong() {
        let rule = "an id is a letter (A-Z, a-z), then up to 63 letters, digits, `_` or `-`";
        for (text, fault) in [
            ("", "\"\" is not a plugin id: it is empty; "),
            ("9x", "\"9x\" is not a plugin id: it starts with '9'; "),
            ("é", "\"é\" is not a plugin id: it starts with 'é'; "),
            ("a\nb", "\"a\\nb\" is not a plugin id: '\\n' is not allowed; "),
        ] {
            assert_eq!(message(text), format!("{fault}{rule}"));
        }
        assert!(message(&"a".repeat(65)).contains("…\" is not a plugin id: it has 65 characters; "));
        assert!(message(&"é".repeat(1 << 20)).len() < 300);
    }

    #[test]
    #[should_panic(expected = "not a plugin id; an id is a letter")]
    fn from_static_refuses_what_is_not_an_id() {
        let _ = PluginId::from_static("not an id");
    }

    #[test]
    fn serde_sees_a_checked_string() {
        assert_eq!(serde_json::to_string(&CACHE).unwrap(), "\"cache\"");
        assert_eq!(serde_json::from_str::<PluginId>("\"cache\"").unwrap(), CACHE);
        let error = serde_json::from_str::<PluginId>("\"no id\"").unwrap_err();
        assert!(error.to_string().starts_with("\"no id\" is not a plugin id"));
        assert!(serde_json::from_str::<PluginId>("7").is_err());
    }

    proptest! {
        #[test]
        fn every_id_survives_every_way_in(text in "[A-Za-z][A-Za-z0-9_-]{0,63}") {
            let id: PluginId = text.parse().unwrap();
            prop_assert_eq!(id.as_str(), &text);
            prop_assert_eq!(&id, &PluginId::try_from(text).unwrap());
            let json = serde_json::to_string(&id).unwrap();
            prop_assert_eq!(serde_json::from_str::<PluginId>(&json).unwrap(), id);
        }

        #[test]
        fn the_rule_is_the_one_written_down(
            text in "[A-Za-z0-9_.é -]{0,3}|[a-z][a-z0-9_-]{60,70}",
        ) {
            let mut chars = text.chars();
            let model = chars.next().is_some_and(|c| c.is_ascii_alphabetic())
                && chars.all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
                && text.chars().count() <= 64;
            prop_assert_eq!(is_plugin_id(&text), model);
            prop_assert_eq!(PluginId::try_from(text.as_str()).is_ok(), model);
            let owned = PluginId::try_from(text.clone());
            prop_assert_eq!(owned.map_err(|error| error.text).err(), (!model).then_some(text));
        }
    }
}
