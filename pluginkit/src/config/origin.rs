//! Where a value comes from.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// Where a configured value comes from.
///
/// ```
/// use pluginkit::{Config, ConfigOrigin, prelude::*};
///
/// let config = Config::new().variables("APP", [("APP__PLUGINS__WEATHER__PORT", "8080")]);
/// let plugins = PluginManager::builder().config(config).build()?;
/// let origin = plugins.config().origin("weather.port").unwrap();
/// assert_eq!(origin, ConfigOrigin::Variable("APP__PLUGINS__WEATHER__PORT".into()));
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigOrigin {
    /// The defaults that the host gives in code.
    Defaults,
    /// A file.
    File {
        /// Which.
        path: Arc<Path>,
        /// The line, from 1; `None` where it cannot be told.
        line: Option<u32>,
    },
    /// What the host lays over the files.
    Overlay,
    /// An environment variable.
    Variable(Arc<str>),
    /// A change while the manager was running.
    Change,
}

impl fmt::Display for ConfigOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ConfigOrigin::Defaults => f.write_str("the host's defaults"),
            ConfigOrigin::File { path, line: Some(line) } => write!(f, "{}:{line}", path.display()),
            ConfigOrigin::File { path, line: None } => write!(f, "{}", path.display()),
            ConfigOrigin::Overlay => f.write_str("the host's overlay"),
            ConfigOrigin::Variable(name) => write!(f, "variable {name}"),
            ConfigOrigin::Change => f.write_str("a change at run time"),
        }
    }
}
