//! The part of a configuration that somebody reads.

use config::{Value, ValueKind};
use serde::de::DeserializeOwned;

use super::layers::{ConfigSnapshot, PLUGINS};
use super::origin::ConfigOrigin;
use super::path;
use super::read::{Kind, Problem, read};
use super::shown::Looks;
use crate::error::{ConfigError, PluginError};
use crate::id::PluginId;

/// A part of a configuration.
pub(crate) struct Section<'a> {
    snapshot: &'a ConfigSnapshot,
    /// `None` where it is the host's own.
    plugin: Option<&'a PluginId>,
    /// Its full path.
    at: String,
}

impl<'a> Section<'a> {
    pub(crate) fn of(snapshot: &'a ConfigSnapshot, plugin: &'a PluginId) -> Self {
        Section { snapshot, plugin: Some(plugin), at: path::field(PLUGINS, plugin.as_str()) }
    }

    /// What stands in it; nothing is as good as an empty table.
    pub(super) fn value(&self) -> Option<&'a Value> {
        self.snapshot.find(&self.at)
    }

    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, Vec<ConfigError>> {
        self.look().map(|(value, _)| value)
    }

    /// Reads it, and says what of it may be shown.
    pub(super) fn look<T: DeserializeOwned>(&self) -> Result<(T, Looks), Vec<ConfigError>> {
        let nothing = Value::new(None, ValueKind::Nil);
        let value = self.value().unwrap_or(&nothing);
        let read = read(self.snapshot, value);
        read.map_err(|problems| problems.into_iter().map(|problem| self.error(problem)).collect())
    }

    fn error(&self, problem: Problem) -> ConfigError {
        let Problem { path: inside, kind } = problem;
        let (plugin, inside) = (self.plugin.cloned(), inside.unwrap_or_default());
        let origin = self.origin(&inside);
        // Of the host's own, the full path is told.
        let shown = |inside: &str| match self.plugin {
            Some(_) => path::shown(inside),
            None => path::shown(&path::within(&self.at, inside)),
        };
        match kind {
            Kind::Invalid { found, expected } => ConfigError::Invalid {
                plugin,
                path: shown(&inside),
                expected: expected.into(),
                found: found.into(),
                origin,
            },
            Kind::Missing { field } => {
                ConfigError::Missing { plugin, path: shown(&path::field(&inside, field)), origin }
            }
            Kind::Unknown { name, known } => ConfigError::UnknownField {
                plugin,
                path: shown(&inside),
                suggestion: nearest(&name, known).map(str::to_owned),
                known: known.iter().map(|field| (*field).to_owned()).collect(),
                origin,
            },
            Kind::Message(message) => {
                ConfigError::Refused { plugin, path: shown(&inside), message: path::shown(&message), origin }
            }
        }
    }

    /// Where a value is; or, where it is not, the nearest around it.
    pub(super) fn origin(&self, inside: &str) -> Option<ConfigOrigin> {
        let full = path::within(&self.at, inside);
        let mut path = full.as_str();
        loop {
            if let Some(origin) = self.snapshot.origin_of(path) {
                return Some(origin);
            }
            path = path[..path.rfind(['.', '['])?].trim_end_matches('.');
            if path.len() < self.at.len() {
                return None;
            }
        }
    }
}

impl ConfigSnapshot {
    /// A boolean at a full path; `None` where there is something else, or nothing.
    pub(crate) fn flag(&self, path: &str) -> Option<bool> {
        self.find(path).and_then(|value| read(self, value).ok()).map(|(flag, _)| flag)
    }

    /// A list of words at a full path; `None` where there is nothing.
    pub(crate) fn list(&self, path: &str) -> Result<Option<Vec<String>>, Vec<ConfigError>> {
        match self.find(path).map(|value| &value.kind) {
            None | Some(ValueKind::Nil) => Ok(None),
            Some(_) => Section { snapshot: self, plugin: None, at: path.to_owned() }.read().map(Some),
        }
    }

    /// Reads what is at a full path, such as `server` or `database.url`, into a type. The empty path is everything. What is not
    /// there is read like an empty table.
    ///
    /// # Errors
    /// [`ConfigError`]: each value that is not what the type asks for, and each field that it does not have.
    ///
    /// ```
    /// use pluginkit::{Config, prelude::*};
    ///
    /// #[derive(serde::Deserialize)]
    /// struct Server { host: String, port: u16 }
    ///
    /// let config = Config::new().defaults(serde_json::json!({ "server": { "host": "localhost", "port": 8080 } }));
    /// let plugins = PluginManager::builder().config(config).build()?;
    /// let server: Server = plugins.config().snapshot().read("server")?;
    /// assert_eq!((server.host.as_str(), server.port), ("localhost", 8080));
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn read<T: DeserializeOwned>(&self, path: &str) -> Result<T, PluginError> {
        let section = Section { snapshot: self, plugin: None, at: path.to_owned() };
        section.read().map_err(PluginError::of)
    }
}

/// The word that was probably meant.
pub(crate) fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let near = known.iter().map(|candidate| (strsim::damerau_levenshtein(word, candidate), *candidate));
    let near = near.filter(|(distance, candidate)| *distance <= (candidate.len() / 3).max(1));
    near.min_by_key(|(distance, _)| *distance).map(|(_, candidate)| candidate)
}
