//! What is wrong with a configuration.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use thiserror::Error;

use super::BoxError;
use crate::config::ConfigOrigin;
use crate::id::{InvalidPluginId, PluginId};

/// A configuration cannot be read, or is not what it has to be.
///
/// No error shows what a [`Secret`](crate::Secret) holds, nor repeats the text of a file.
///
/// ```
/// use pluginkit::{Config, ConfigError, Error, prelude::*};
///
/// #[derive(serde::Deserialize)]
/// struct WeatherConfig { port: u16 }
///
/// #[plugin(id = "weather", version = "1.0.0", config = WeatherConfig, listed)]
/// struct Weather { port: u16 }
///
/// impl From<WeatherConfig> for Weather {
///     fn from(config: WeatherConfig) -> Self { Weather { port: config.port } }
/// }
///
/// let config = Config::new().variables("APP", [("APP__PLUGINS__WEATHER__PORT", "high")]);
/// let error = PluginManager::builder().config(config).plugin::<Weather>().build().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "plugin `weather`: `port` is string \"high\", and has to be u16 (variable APP__PLUGINS__WEATHER__PORT)"
/// );
/// assert!(matches!(error, Error::Config(ConfigError::Invalid { .. })));
/// ```
#[derive(Clone, Debug, Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// A file or a folder cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: Arc<std::io::Error>,
    },
    /// A file is none of its format.
    #[error("{origin} is malformed: {message}")]
    Malformed {
        /// Which, and in which line.
        origin: ConfigOrigin,
        /// What is wrong.
        message: String,
    },
    /// A file is not text.
    #[error("{}:{line} is not UTF-8", path.display())]
    NotUtf8 {
        /// Which.
        path: PathBuf,
        /// The first line that is not.
        line: u32,
    },
    /// A file is larger than any configuration.
    #[error("{} is larger than {limit} bytes", path.display())]
    TooLarge {
        /// Which.
        path: PathBuf,
        /// How large a file may be.
        limit: u64,
    },
    /// A folder holds more files than any configuration.
    #[error("{} holds more than {limit} files", path.display())]
    TooMany {
        /// Which.
        path: PathBuf,
        /// How many there may be.
        limit: usize,
    },
    /// There is something in the place of a file.
    #[error("{} is not a file", path.display())]
    NotAFile {
        /// What.
        path: PathBuf,
    },
    /// A link leads out of the folder of the configuration.
    #[error("{} leads out of {}: links have to stay inside of it", path.display(), folder.display())]
    Outside {
        /// The link.
        path: PathBuf,
        /// The folder.
        folder: PathBuf,
    },
    /// A file went on changing while it was read.
    #[error("{} changes while it is read: put a new file in its place with a rename", path.display())]
    Changing {
        /// Which.
        path: PathBuf,
    },
    /// There are two files for the same.
    #[error("{} and {} are there for the same: keep one of them", paths[0].display(), paths[1].display())]
    TwoFormats {
        /// The two.
        paths: Box<[PathBuf; 2]>,
    },
    /// What the host gives in code cannot be made into values.
    #[error("{origin} cannot be used: {message}")]
    Unserializable {
        /// What.
        origin: ConfigOrigin,
        /// Why.
        message: String,
    },
    /// A variable means nothing.
    #[error("variable {variable} {message}")]
    BadVariable {
        /// Its name.
        variable: String,
        /// What is wrong with it.
        message: String,
    },
    /// A table is expected, and there is something else.
    #[error("{} is {found}, and has to be a table ({origin})", Path(path))]
    NotATable {
        /// Its path.
        path: String,
        /// What is there.
        found: String,
        /// Where.
        origin: ConfigOrigin,
    },
    /// A section has a name that no plugin can have.
    #[error("there is no plugin for a section of that name: {source} ({origin})")]
    BadSection {
        /// What is wrong with the name.
        source: InvalidPluginId,
        /// Where it is.
        origin: ConfigOrigin,
    },
    /// A plugin has an id that means something else in a configuration.
    #[error(
        "plugin `{plugin}` cannot be configured: `plugins.{plugin}` says which plugins there are. Give it another id"
    )]
    Reserved {
        /// The plugin.
        plugin: PluginId,
    },
    /// A value is not of the type that it has to be.
    #[error("{}{} is {found}, and has to be {expected}{}", Whose(plugin), Path(path), At(origin))]
    Invalid {
        /// Whose, where it is a plugin's.
        plugin: Option<PluginId>,
        /// The path, inside of the plugin's section.
        path: String,
        /// What it has to be.
        expected: Box<str>,
        /// What it is, unless it is a secret.
        found: Box<str>,
        /// Where it is.
        origin: Option<ConfigOrigin>,
    },
    /// A value has to be there, and is not.
    #[error("{}`{path}` is missing{}", Whose(plugin), At(origin))]
    Missing {
        /// Whose, where it is a plugin's.
        plugin: Option<PluginId>,
        /// The path, inside of the plugin's section.
        path: String,
        /// Where the table begins that it belongs in, if there is one.
        origin: Option<ConfigOrigin>,
    },
    /// A field that the type does not have.
    #[error("{}there is no `{path}`{}{}", Whose(plugin), Hint(suggestion, known), At(origin))]
    UnknownField {
        /// Whose, where it is a plugin's.
        plugin: Option<PluginId>,
        /// The path, inside of the plugin's section.
        path: String,
        /// The field that was probably meant.
        suggestion: Option<String>,
        /// The fields that there are.
        known: Box<[String]>,
        /// Where it is.
        origin: Option<ConfigOrigin>,
    },
    /// A value is of the right type, and the type refuses it.
    #[error("{}{}: {message}{}", Whose(plugin), Path(path), At(origin))]
    Refused {
        /// Whose, where it is a plugin's.
        plugin: Option<PluginId>,
        /// The path, inside of the plugin's section.
        path: String,
        /// What the type says.
        message: String,
        /// Where it is.
        origin: Option<ConfigOrigin>,
    },
    /// The plugin cannot be made from its configuration.
    #[error("plugin `{plugin}` refuses its configuration: {source}")]
    Rejected {
        /// The plugin.
        plugin: PluginId,
        /// What its `TryFrom` says.
        source: Arc<BoxError>,
    },
    /// A plugin's `Deserialize` or `TryFrom` panicked.
    #[error("plugin `{plugin}` panicked when its configuration was read: {message}")]
    Panicked {
        /// The plugin.
        plugin: PluginId,
        /// The panic's message.
        message: String,
    },
    /// A configuration is asked for as a type that it does not have.
    #[error(
        "plugin `{plugin}` has no configuration of type `{asked}`: that is what `#[plugin(config = ..)]` says"
    )]
    WrongType {
        /// The plugin.
        plugin: PluginId,
        /// The type.
        asked: &'static str,
    },
    /// The files cannot be watched.
    #[cfg(feature = "config-watch")]
    #[error("the configuration {}cannot be watched: {message}", In(path))]
    Unwatched {
        /// The folder.
        path: PathBuf,
        /// Why.
        message: String,
    },
    /// The hook in which a change is asked for is waited for by another change.
    #[error(
        "`on_config_changed` of plugin `{within}` changes the configuration, which waits for it: do so after the hook, or \
         with `silently()`"
    )]
    Reentrant {
        /// Whose hook is running.
        within: PluginId,
    },
}

struct Whose<'a>(&'a Option<PluginId>);

impl fmt::Display for Whose<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_ref().map_or(Ok(()), |plugin| write!(f, "plugin `{plugin}`: "))
    }
}

struct Path<'a>(&'a str);

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { f.write_str("the configuration") } else { write!(f, "`{}`", self.0) }
    }
}

#[cfg(feature = "config-watch")]
struct In<'a>(&'a std::path::Path);

#[cfg(feature = "config-watch")]
impl fmt::Display for In<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.as_os_str().is_empty() { Ok(()) } else { write!(f, "in {} ", self.0.display()) }
    }
}

struct At<'a>(&'a Option<ConfigOrigin>);

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_ref().map_or(Ok(()), |origin| write!(f, " ({origin})"))
    }
}

struct Hint<'a>(&'a Option<String>, &'a [String]);

impl fmt::Display for Hint<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Hint(suggestion, known) = self;
        if let Some(suggestion) = suggestion {
            return write!(f, "; did you mean `{suggestion}`?");
        }
        let Some((first, rest)) = known.split_first() else { return Ok(()) };
        write!(f, "; there are `{first}`")?;
        rest.iter().try_for_each(|field| write!(f, ", `{field}`"))
    }
}
