//! What can be wrong with routes.

use thiserror::Error;

use crate::error::{Errors, HookError};
use crate::id::PluginId;

/// Why the routes of a plugin cannot be mounted.
///
/// ```
/// use pluginkit::{PluginManager, routes::Mount};
///
/// let plugins = PluginManager::builder().build()?;
/// let errors = Mount::new(&plugins).under("api").router().unwrap_err();
/// assert_eq!(errors.to_string(), "`api` is no prefix of paths: it has to begin with `/`");
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RouteError {
    /// A prefix that cannot be one.
    #[error("`{prefix}` is no prefix of paths: {problem}")]
    BadPrefix {
        /// What was given.
        prefix: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A prefix is given to a plugin that is not there.
    #[error("`{prefix}` is given to the plugin `{plugin}`, which is not there")]
    UnknownPlugin {
        /// Who is meant.
        plugin: String,
        /// Its prefix.
        prefix: String,
    },
    /// Some paths would belong to two plugins.
    #[error(
        "the routes of `{plugin}` under `{prefix}` get in the way of those of `{other}` under `{other_prefix}`"
    )]
    Conflict {
        /// Whose routes are not mounted.
        plugin: PluginId,
        /// Under which prefix.
        prefix: String,
        /// Who has some of these paths already.
        other: PluginId,
        /// Under which prefix.
        other_prefix: String,
    },
    /// The plugin did not give its routes. axum panics where two routes of one router overlap.
    #[error("{source}")]
    Failed {
        /// Which, and how.
        source: HookError,
    },
}

/// Everything that is wrong with the routes of plugins. At least one.
///
/// ```
/// use pluginkit::{PluginManager, routes::Mount};
///
/// let plugins = PluginManager::builder().build()?;
/// let errors = Mount::new(&plugins).under("/api/").prefix("weathr", "/weather").router().unwrap_err();
/// assert_eq!(errors.iter().count(), 2);
/// # Ok::<(), pluginkit::Error>(())
/// ```
pub type RouteErrors = Errors<RouteError>;
