//! What is different between two configurations.

use std::fmt;

use config::{Map, Value, ValueKind};

use super::layers::ConfigSnapshot;
use super::path;
use super::section::Section;
use crate::id::PluginId;

/// What is different between two configurations: paths, by name, without values, which may be secrets.
///
/// ```
/// # use pluginkit::{Config, ConfigDifference, config_diff, prelude::*};
/// let config = Config::new().defaults(serde_json::json!({ "server": { "port": 80 } }));
/// let plugins = PluginManager::builder().config(config).build()?;
/// let before = plugins.config().snapshot();
/// plugins.config().silently().merge(serde_json::json!({ "server": { "port": 8080, "host": "::1" } }))?;
/// let diff = config_diff(&before, &plugins.config().snapshot());
/// assert_eq!(diff.to_string(), "+server.host ~server.port");
/// assert!(diff.touches("server") && diff.touches("server.port") && !diff.touches("server.ports"));
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfigDiff(Vec<ConfigDifference>);

/// One difference.
///
/// ```
/// # use pluginkit::{Config, ConfigDifference, prelude::*};
/// # let plugins = PluginManager::builder().build()?;
/// let change = plugins.config().silently().merge(serde_json::json!({ "server": { "port": 80 } }))?;
/// assert_eq!(change.diff.iter().next(), Some(&ConfigDifference::Added("server".into())));
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigDifference {
    /// There is a value at this path, and there was none. A null is a value.
    Added(String),
    /// There was a value at this path, and there is none.
    Removed(String),
    /// There is another value at this path.
    Changed(String),
}

impl ConfigDifference {
    /// Where.
    ///
    /// ```
    /// assert_eq!(pluginkit::ConfigDifference::Added("server.port".into()).path(), "server.port");
    /// ```
    pub fn path(&self) -> &str {
        match self {
            ConfigDifference::Added(path)
            | ConfigDifference::Removed(path)
            | ConfigDifference::Changed(path) => path,
        }
    }
}

impl fmt::Display for ConfigDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self {
            ConfigDifference::Added(_) => '+',
            ConfigDifference::Removed(_) => '-',
            ConfigDifference::Changed(_) => '~',
        };
        write!(f, "{sign}{}", self.path())
    }
}

impl ConfigDiff {
    /// Whether nothing is different.
    ///
    /// ```
    /// assert!(pluginkit::ConfigDiff::default().is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each difference, by path.
    ///
    /// ```
    /// assert_eq!(pluginkit::ConfigDiff::default().iter().count(), 0);
    /// ```
    pub fn iter(&self) -> std::slice::Iter<'_, ConfigDifference> {
        self.0.iter()
    }

    /// Whether what is at this path is different, or something in it, or that which it is in.
    ///
    /// ```
    /// assert!(!pluginkit::ConfigDiff::default().touches("server.port"));
    /// ```
    pub fn touches(&self, path: &str) -> bool {
        let is_touched = |other| path::is_within(other, path) || path::is_within(path, other);
        self.0.iter().map(ConfigDifference::path).any(is_touched)
    }
}

impl<'a> IntoIterator for &'a ConfigDiff {
    type Item = &'a ConfigDifference;
    type IntoIter = std::slice::Iter<'a, ConfigDifference>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for ConfigDiff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, difference) in self.0.iter().enumerate() {
            if number > 0 {
                f.write_str(" ")?;
            }
            difference.fmt(f)?;
        }
        Ok(())
    }
}

/// What is different in the second configuration. Tables are looked into; lists are not.
///
/// ```
/// # let plugins = pluginkit::PluginManager::builder().build()?;
/// let snapshot = plugins.config().snapshot();
/// assert!(pluginkit::config_diff(&snapshot, &snapshot).is_empty());
/// # Ok::<(), pluginkit::Error>(())
/// ```
pub fn config_diff(old: &ConfigSnapshot, new: &ConfigSnapshot) -> ConfigDiff {
    between(old.find(""), new.find(""))
}

/// The same of the section of one plugin.
pub(crate) fn section_diff(old: &ConfigSnapshot, new: &ConfigSnapshot, plugin: &PluginId) -> ConfigDiff {
    between(Section::of(old, plugin).value(), Section::of(new, plugin).value())
}

fn between(old: Option<&Value>, new: Option<&Value>) -> ConfigDiff {
    let nothing = ValueKind::Table(Map::new());
    let mut differences = Vec::new();
    let (before, after) = (old.map_or(&nothing, |old| &old.kind), new.map_or(&nothing, |new| &new.kind));
    match (before, after) {
        (ValueKind::Table(old), ValueKind::Table(new)) => tables("", old, new, &mut differences),
        _ if old.zip(new).is_some_and(|(old, new)| same(old, new)) => {}
        _ => differences.push(ConfigDifference::Changed(String::new())),
    }
    differences.sort_by(|one, other| one.path().cmp(other.path()));
    ConfigDiff(differences)
}

fn tables(at: &str, old: &Map<String, Value>, new: &Map<String, Value>, found: &mut Vec<ConfigDifference>) {
    for (key, before) in old {
        let path = path::field(at, key);
        match (&before.kind, new.get(key)) {
            (_, None) => found.push(ConfigDifference::Removed(path)),
            (ValueKind::Table(before), Some(Value { kind: ValueKind::Table(after), .. })) => {
                tables(&path, before, after, found);
            }
            (_, Some(after)) if same(before, after) => {}
            (_, Some(_)) => found.push(ConfigDifference::Changed(path)),
        }
    }
    let added = new.keys().filter(|key| !old.contains_key(*key));
    found.extend(added.map(|key| ConfigDifference::Added(path::field(at, key))));
}

/// The same value, wherever it comes from.
fn same(old: &Value, new: &Value) -> bool {
    match (&old.kind, &new.kind) {
        (ValueKind::Table(old), ValueKind::Table(new)) => {
            let found = |(key, before)| new.get(key).is_some_and(|after| same(before, after));
            old.len() == new.len() && old.iter().all(found)
        }
        (ValueKind::Array(old), ValueKind::Array(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| same(old, new))
        }
        (ValueKind::Float(old), ValueKind::Float(new)) => old.to_bits() == new.to_bits(),
        (old, new) => old == new,
    }
}
