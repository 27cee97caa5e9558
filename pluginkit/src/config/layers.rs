//! Layers, the lowest first, and what they are together.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use config::{Map, Source, Value, ValueKind};
use serde::Serialize;

use super::formats::Format;
use super::origin::ConfigOrigin;
use super::path::{Step, shown, steps};
use super::places::Places;
use super::tree::{Tree, with_origin};
use crate::error::ConfigError;
use crate::id::PluginId;

/// Under this name stand the sections of plugins, and which plugins there are.
pub(super) const PLUGINS: &str = "plugins";

/// How many mistakes of one kind are told: what is another document altogether is seen by then.
pub(super) const MOST: usize = 64;

/// What one source says.
pub(crate) struct Layer {
    origin: ConfigOrigin,
    /// For lines.
    text: Option<(Text, OnceLock<Option<Places>>)>,
    table: Map<String, Value>,
}

/// A file as it was read.
pub(crate) struct Text {
    pub(crate) format: Format,
    pub(crate) content: String,
    /// Whose section it is; `None` where it is the whole configuration.
    pub(crate) plugin: Option<PluginId>,
}

impl Layer {
    /// What stands in a file.
    pub(crate) fn of_file(path: &Path, text: Text) -> Result<Self, ConfigError> {
        let value = text.format.read(&text.content).map(|tree| tree.0);
        let value = value.map_err(|malformed| ConfigError::Malformed {
            origin: ConfigOrigin::File { path: path.into(), line: malformed.line },
            message: malformed.message,
        })?;
        let under = text.plugin.as_ref().map_or("", PluginId::as_str);
        let mut layer = Layer::new(ConfigOrigin::File { path: path.into(), line: None }, value, under)?;
        layer.leave_out_headings();
        layer.text = Some((text, OnceLock::new()));
        Ok(layer)
    }

    /// What a host says in code.
    pub(crate) fn of_code(origin: ConfigOrigin, said: &impl Serialize) -> Result<Self, ConfigError> {
        let unserializable = |error: serde_json::Error| ConfigError::Unserializable {
            origin: origin.clone(),
            message: error.to_string(),
        };
        let tree = serde_json::to_value(said).and_then(serde_json::from_value::<Tree>);
        let value = tree.map_err(unserializable)?.0;
        Layer::new(origin, value, "")
    }

    /// What a variable says: a text, under a path.
    pub(super) fn of_variable(name: String, path: Vec<String>, text: String) -> Self {
        let value =
            path.into_iter().rev().fold(Value::from(text), |value, key| Map::from([(key, value)]).into());
        let table = value.into_table().unwrap_or_default();
        Layer { origin: ConfigOrigin::Variable(name.into()), text: None, table }
    }

    fn new(origin: ConfigOrigin, value: Value, plugin: &str) -> Result<Self, ConfigError> {
        let table = match value.kind {
            ValueKind::Table(table) => table,
            ValueKind::Nil => Map::new(),
            kind => {
                let found = named(&kind).to_owned();
                return Err(ConfigError::NotATable { path: String::new(), found, origin });
            }
        };
        let table = if plugin.is_empty() {
            table
        } else {
            Map::from([(PLUGINS.to_owned(), Map::from([(plugin.to_owned(), Value::from(table))]).into())])
        };
        Ok(Layer { origin, text: None, table })
    }

    /// In YAML, a heading with nothing under it is a null. It says nothing, so it takes nothing away.
    fn leave_out_headings(&mut self) {
        if let Some(ValueKind::Table(plugins)) = self.table.get_mut(PLUGINS).map(|value| &mut value.kind) {
            plugins.retain(|_, section| section.kind != ValueKind::Nil);
        }
        self.table.retain(|key, value| key != PLUGINS || value.kind != ValueKind::Nil);
    }

    /// As the layer of this number.
    fn labelled(&self, number: usize) -> Labelled {
        Labelled(with_origin(Value::from(self.table.clone()), &number.to_string()))
    }

    /// What is wrong with it, whoever reads it.
    pub(crate) fn check(&self) -> Vec<ConfigError> {
        let Some(plugins) = self.table.get(PLUGINS) else { return Vec::new() };
        let sections = match &plugins.kind {
            ValueKind::Table(sections) => sections,
            ValueKind::Nil => return Vec::new(),
            kind => return vec![self.not_a_table(PLUGINS.to_owned(), kind)],
        };
        let mut sections: Vec<_> = sections.iter().filter(|(name, _)| !is_switch(name)).collect();
        sections.sort_by_key(|(name, _)| *name);
        let wrong = sections.into_iter().filter_map(|(name, section)| {
            match (PluginId::try_from(&*shown(name)), &section.kind) {
                (Err(source), _) => Some(ConfigError::BadSection { source, origin: self.origin_of(PLUGINS) }),
                (Ok(_), ValueKind::Table(_) | ValueKind::Nil) => None,
                (Ok(_), kind) => Some(self.not_a_table(format!("{PLUGINS}.{name}"), kind)),
            }
        });
        wrong.take(MOST).collect()
    }

    fn not_a_table(&self, path: String, kind: &ValueKind) -> ConfigError {
        ConfigError::NotATable { origin: self.origin_of(&path), found: named(kind).to_owned(), path }
    }

    /// With its line, where there is one.
    fn origin_of(&self, path: &str) -> ConfigOrigin {
        match (&self.origin, &self.text) {
            (ConfigOrigin::File { path: file, .. }, Some((text, places))) => {
                let hidden = if text.plugin.is_some() { 2 } else { 0 };
                let places = places.get_or_init(|| text.format.places(&text.content)).as_ref();
                let line = places.and_then(|places| places.line(steps(path).skip(hidden)));
                ConfigOrigin::File { path: Arc::clone(file), line }
            }
            (origin, _) => origin.clone(),
        }
    }
}

/// What is no section.
pub(super) fn is_switch(name: &str) -> bool {
    matches!(name, "enabled" | "disabled")
}

fn named(kind: &ValueKind) -> &'static str {
    match kind {
        ValueKind::Nil => "null",
        ValueKind::Boolean(_) => "a boolean",
        ValueKind::I64(_) | ValueKind::I128(_) | ValueKind::U64(_) | ValueKind::U128(_) => "an integer",
        ValueKind::Float(_) => "a float",
        ValueKind::String(_) => "a string",
        ValueKind::Table(_) => "a table",
        ValueKind::Array(_) => "a list",
    }
}

/// A layer as the library that merges them takes it.
#[derive(Clone, Debug)]
struct Labelled(Value);

/// The library reads the keys at the root as paths, so there is one root that is none.
const ROOT: &str = "root";

impl Source for Labelled {
    fn clone_into_box(&self) -> Box<dyn Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<Map<String, Value>, config::ConfigError> {
        Ok(Map::from([(ROOT.to_owned(), self.0.clone())]))
    }
}

/// All of them as one table, the lowest first.
fn merged(layers: impl IntoIterator<Item = Labelled>) -> Value {
    let mut sources = config::Config::builder();
    for layer in layers {
        sources = sources.add_source(layer);
    }
    let Ok(mut merged) = sources.build() else { unreachable!("layers are there already") };
    let root = match &mut merged.cache.kind {
        ValueKind::Table(root) => root.remove(ROOT),
        _ => None,
    };
    root.unwrap_or_else(|| Map::<String, Value>::new().into())
}

/// A whole configuration, as it is at one time.
///
/// ```
/// use pluginkit::{Config, prelude::*};
///
/// let config = Config::new().defaults(serde_json::json!({ "server": { "port": 8080 } }));
/// let plugins = PluginManager::builder().config(config).build()?;
/// let snapshot = plugins.config().snapshot();
/// assert_eq!(snapshot.read::<u16>("server.port")?, 8080);
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone)]
pub struct ConfigSnapshot {
    layers: Arc<[Arc<Layer>]>,
    root: Arc<Value>,
}

impl Default for ConfigSnapshot {
    fn default() -> Self {
        ConfigSnapshot::of(Vec::new())
    }
}

impl ConfigSnapshot {
    /// Merges layers: tables with tables; everything else takes the place of what is below it.
    pub(crate) fn of(layers: Vec<Arc<Layer>>) -> Self {
        let labelled = layers.iter().enumerate().map(|(number, layer)| layer.labelled(number));
        let root = merged(labelled);
        ConfigSnapshot { layers: layers.into(), root: Arc::new(root) }
    }

    /// The same with a change on top. All changes are one layer, so that a manager may be changed for as long as it lives.
    pub(crate) fn and(&self, change: &Arc<Layer>) -> Self {
        let mut layers: Vec<Arc<Layer>> = self.layers.to_vec();
        drop(layers.pop_if(|last| last.origin == ConfigOrigin::Change));
        layers.push(Arc::clone(change));
        let root = merged([Labelled(Value::clone(&self.root)), change.labelled(layers.len() - 1)]);
        ConfigSnapshot { layers: layers.into(), root: Arc::new(root) }
    }

    /// Where a value comes from. The path begins with the id of a plugin, or is one of the host's own: `weather.port`,
    /// `database.url`, `weather.stations[0]`. A table comes from the highest layer that says something of it.
    ///
    /// ```
    /// # use pluginkit::{Config, ConfigOrigin, prelude::*};
    /// let config = Config::new().defaults(serde_json::json!({ "plugins": { "weather": { "port": 8080 } } }));
    /// let plugins = PluginManager::builder().config(config).build()?;
    /// assert_eq!(plugins.config().snapshot().origin("weather.port"), Some(ConfigOrigin::Defaults));
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn origin(&self, path: &str) -> Option<ConfigOrigin> {
        let in_section = format!("{PLUGINS}.{path}");
        self.origin_of(&in_section).or_else(|| self.origin_of(path))
    }

    /// Where the value at a full path comes from, if it is there.
    pub(super) fn origin_of(&self, path: &str) -> Option<ConfigOrigin> {
        let layer = layer_of(self.find(path)?)?;
        Some(self.layers.get(layer)?.origin_of(path))
    }

    /// Whether it is the text of a variable, which is what the type makes of it.
    pub(super) fn is_text(&self, value: &Value) -> bool {
        let layer = layer_of(value).and_then(|layer| self.layers.get(layer));
        layer.is_some_and(|layer| matches!(layer.origin, ConfigOrigin::Variable(_)))
    }

    pub(super) fn find(&self, path: &str) -> Option<&Value> {
        steps(path).try_fold(&*self.root, |value, step| match (step, &value.kind) {
            (Step::Field(name), ValueKind::Table(table)) => table.get(name),
            (Step::Element(index), ValueKind::Array(array)) => array.get(index),
            _ => None,
        })
    }

    /// The names of the sections, sorted.
    pub(crate) fn sections(&self) -> Vec<&str> {
        let Some(ValueKind::Table(plugins)) = self.find(PLUGINS).map(|value| &value.kind) else {
            return Vec::new();
        };
        let mut sections: Vec<&str> =
            plugins.keys().map(String::as_str).filter(|name| !is_switch(name)).collect();
        sections.sort_unstable();
        sections
    }
}

/// The layer of a value that is not a table, or the highest of what is in it.
fn layer_of(value: &Value) -> Option<usize> {
    match &value.kind {
        ValueKind::Table(table) => table.values().filter_map(layer_of).max(),
        _ => value.origin()?.parse().ok(),
    }
}

impl fmt::Debug for ConfigSnapshot {
    /// Values may be secrets, so they are not shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let origins: Vec<String> = self.layers.iter().map(|layer| layer.origin.to_string()).collect();
        f.debug_struct("ConfigSnapshot").field("layers", &origins).finish_non_exhaustive()
    }
}
