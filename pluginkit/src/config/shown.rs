//! What can be shown of a section.

use std::fmt;

use config::{Value, ValueKind};
use serde::{Deserialize, Serialize};

use super::path;
use super::section::Section;

/// What stands at a path of a plugin's section, for people.
///
/// ```
/// use pluginkit::{Config, Secret, prelude::*};
///
/// #[derive(serde::Deserialize)]
/// struct WeatherConfig { city: String, token: Secret<String> }
///
/// #[plugin(id = "weather", version = "1.0.0", config = WeatherConfig, listed)]
/// struct Weather;
///
/// impl From<WeatherConfig> for Weather {
///     fn from(_: WeatherConfig) -> Self { Weather }
/// }
///
/// let config = Config::new()
///     .defaults(serde_json::json!({ "plugins": { "weather": { "city": "Oslo" } } }))
///     .variables("APP", [("APP__PLUGINS__WEATHER__TOKEN", "hunter2")]);
/// let plugins = PluginManager::builder().config(config).plugin::<Weather>().build()?;
/// let seen = plugins.inspect("weather").unwrap().config.unwrap();
/// let lines: Vec<String> = seen.values.iter().map(ToString::to_string).collect();
/// assert_eq!(lines, [
///     "city = Oslo (the host's defaults)",
///     "token = [hidden] (variable APP__PLUGINS__WEATHER__TOKEN)",
/// ]);
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ConfigValue {
    /// Where, inside of the section.
    pub path: String,
    /// The value as a text, of at most 400 letters. `None` where it is a [`Secret`](crate::Secret), and where that cannot be told: of
    /// what serde puts into a buffer before it is read (`flatten`, `untagged`), and of a type that takes any value.
    pub value: Option<String>,
    /// Where it comes from, as [`ConfigOrigin`](crate::ConfigOrigin) says it.
    pub origin: String,
}

impl fmt::Display for ConfigValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ConfigValue { path, value, origin } = self;
        write!(f, "{path} = {} ({origin})", value.as_deref().unwrap_or("[hidden]"))
    }
}

/// What a type made of the values that it was read from: which of them are what they seem, and which may be secrets. Whoever was
/// not read at all is none of both, and is not shown.
#[derive(Default)]
pub(crate) struct Looks {
    plain: Vec<String>,
    veiled: Vec<String>,
}

impl Looks {
    pub(super) fn show(&mut self, path: &str) {
        self.plain.push(path.to_owned());
    }

    pub(super) fn veil(&mut self, path: &str) {
        self.veiled.push(path.to_owned());
    }

    /// Whether something at this path or in it was read, and nothing of that may be a secret. A list that is one text (in a
    /// variable) has elements for its type only.
    fn may_be_shown(&self, path: &str) -> bool {
        let is_there = |paths: &[String]| paths.iter().any(|one| path::is_within(one, path));
        is_there(&self.plain) && !is_there(&self.veiled)
    }
}

impl Section<'_> {
    /// Whatever stands in it, by path.
    pub(crate) fn values(&self, looks: &Looks) -> Vec<ConfigValue> {
        let mut leaves = Vec::new();
        if let Some(value) = self.value() {
            gather(String::new(), value, &mut leaves);
        }
        leaves.sort_by(|(one, _), (other, _)| one.cmp(other));
        let show = |(path, value): (String, &Value)| ConfigValue {
            value: looks.may_be_shown(&path).then(|| text(value)),
            origin: self.origin(&path).map(|origin| origin.to_string()).unwrap_or_default(),
            path: path::shown(&path),
        };
        leaves.into_iter().map(show).collect()
    }
}

/// Everything that has nothing in it.
fn gather<'v>(path: String, value: &'v Value, leaves: &mut Vec<(String, &'v Value)>) {
    match &value.kind {
        ValueKind::Table(table) => {
            for (name, inside) in table {
                gather(path::field(&path, name), inside, leaves);
            }
        }
        ValueKind::Array(array) if !array.is_empty() => {
            for (index, inside) in array.iter().enumerate() {
                gather(path::element(&path, index), inside, leaves);
            }
        }
        _ => leaves.push((path, value)),
    }
}

fn text(leaf: &Value) -> String {
    match &leaf.kind {
        ValueKind::Nil => "null".to_owned(),
        ValueKind::Array(_) => "[]".to_owned(),
        kind => path::shown(&kind.to_string()),
    }
}
