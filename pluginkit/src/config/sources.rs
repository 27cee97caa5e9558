//! What a configuration is made of, as a host says it.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use serde::Serialize;

use super::layers::Layer;
use super::origin::ConfigOrigin;
use super::variables::Variables;
use crate::error::ConfigError;

/// Where the configuration comes from: layers, of which a higher one takes the place of what is below it.
///
/// From the lowest: [`defaults`](Config::defaults) in code; `app.toml` (or `.yaml`, `.yml`, `.json`) in the
/// [folder](Config::dir); `plugins/{id}.toml` in it, for the section of one plugin; an [`overlay`](Config::overlay) in code;
/// [variables](Config::env) of the environment. Tables are merged; a list, a scalar or a null takes the place of what is below.
///
/// What stands under `plugins.{id}` is the section of that plugin, read into its `#[plugin(config = ..)]`. `plugins.enabled`
/// (`true`, `false` or a list of ids) and `plugins.disabled` (a list) say which plugins are taken in, beside
/// [`enabled`](crate::PluginManagerBuilder::enabled) and [`disabled`](crate::PluginManagerBuilder::disabled). Everything else is
/// the host's own.
///
/// ```
/// use pluginkit::{Config, prelude::*};
///
/// #[derive(serde::Deserialize)]
/// struct WeatherConfig { city: String, #[serde(default)] port: u16 }
///
/// #[plugin(id = "weather", version = "1.0.0", config = WeatherConfig, listed)]
/// struct Weather { city: String, port: u16 }
///
/// impl From<WeatherConfig> for Weather {
///     fn from(config: WeatherConfig) -> Self { Weather { city: config.city, port: config.port } }
/// }
///
/// let config = Config::new()
///     .defaults(serde_json::json!({ "plugins": { "weather": { "city": "Oslo", "port": 80 } } }))
///     .variables("APP", [("APP__PLUGINS__WEATHER__PORT", "8080")]);
/// let plugins = PluginManager::builder().config(config).plugin::<Weather>().build()?;
/// let weather = plugins.plugin::<Weather>().unwrap();
/// assert_eq!((weather.city.as_str(), weather.port), ("Oslo", 8080));
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone, Default)]
#[must_use = "a configuration is handed to `PluginManagerBuilder::config`"]
pub struct Config {
    pub(crate) defaults: Vec<Arc<Layer>>,
    pub(crate) folder: Option<PathBuf>,
    pub(crate) overlay: Vec<Arc<Layer>>,
    pub(crate) variables: Vec<Variables>,
    /// What could not be used.
    pub(crate) errors: Vec<ConfigError>,
}

impl Config {
    /// No layer at all.
    ///
    /// ```
    /// let config = pluginkit::Config::new();
    /// ```
    pub fn new() -> Self {
        Config::default()
    }

    /// The lowest layer, in code: anything that is serialized as a map. Said twice, the second is above the first.
    ///
    /// ```
    /// let config = pluginkit::Config::new().defaults(serde_json::json!({ "plugins": { "weather": { "port": 80 } } }));
    /// ```
    pub fn defaults(mut self, defaults: impl Serialize) -> Self {
        match Layer::of_code(ConfigOrigin::Defaults, &defaults) {
            Ok(layer) => self.defaults.push(Arc::new(layer)),
            Err(error) => self.errors.push(error),
        }
        self
    }

    /// The folder of the files. It has to be there; the files need not be.
    ///
    /// Links have to stay inside of it. A file is at most a megabyte.
    ///
    /// ```no_run
    /// let config = pluginkit::Config::new().dir("etc");
    /// ```
    pub fn dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folder = Some(folder.into());
        self
    }

    /// A layer above the files, in code. Said twice, the second is above the first.
    ///
    /// ```
    /// let config = pluginkit::Config::new().overlay(serde_json::json!({ "plugins": { "disabled": ["weather"] } }));
    /// ```
    pub fn overlay(mut self, overlay: impl Serialize) -> Self {
        match Layer::of_code(ConfigOrigin::Overlay, &overlay) {
            Ok(layer) => self.overlay.push(Arc::new(layer)),
            Err(error) => self.errors.push(error),
        }
        self
    }

    /// The environment variables that begin with this and two underscores: `APP__PLUGINS__WEATHER__PORT` is
    /// `plugins.weather.port`. Names are read in small letters, except for the ids of plugins, in which `_` may stand for `-`.
    ///
    /// A variable is text, and becomes what the type of the field asks for: a number, a boolean, a list (`a,b` or
    /// `["a", "b"]`). Nothing else is so lenient: `"80"` in a file is not a number.
    ///
    /// ```
    /// let config = pluginkit::Config::new().env("APP");
    /// ```
    pub fn env(mut self, prefix: impl Into<String>) -> Self {
        self.variables.push(Variables { prefix: prefix.into(), given: None });
        self
    }

    /// The same, with these in the place of the environment's.
    ///
    /// ```
    /// let config = pluginkit::Config::new().variables("APP", [("APP__PLUGINS__WEATHER__PORT", "8080")]);
    /// ```
    pub fn variables<N: Into<String>, T: Into<String>>(
        mut self,
        prefix: impl Into<String>,
        variables: impl IntoIterator<Item = (N, T)>,
    ) -> Self {
        let given = variables.into_iter().map(|(name, text)| (name.into(), text.into())).collect();
        self.variables.push(Variables { prefix: prefix.into(), given: Some(given) });
        self
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefixes: Vec<&str> = self.variables.iter().map(|variables| variables.prefix.as_str()).collect();
        f.debug_struct("Config")
            .field("folder", &self.folder)
            .field("variables", &prefixes)
            .finish_non_exhaustive()
    }
}
