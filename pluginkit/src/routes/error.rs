//! What can be wrong with routes.

use std::fmt;

use thiserror::Error;

use crate::error::HookError;
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
#[derive(Debug)]
pub struct RouteErrors(pub(super) Vec<RouteError>);

impl RouteErrors {
    pub(super) fn all(errors: Vec<RouteError>) -> Result<(), Self> {
        if errors.is_empty() { Ok(()) } else { Err(RouteErrors(errors)) }
    }

    /// Each.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// # use pluginkit::routes::{Mount, RouteError};
    /// let errors = Mount::new(&plugins).under("api").router().unwrap_err();
    /// assert!(matches!(errors.iter().next(), Some(RouteError::BadPrefix { .. })));
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn iter(&self) -> std::slice::Iter<'_, RouteError> {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a RouteErrors {
    type Item = &'a RouteError;
    type IntoIter = std::slice::Iter<'a, RouteError>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for RouteErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            [error] => error.fmt(f),
            errors => {
                write!(f, "{} errors:", errors.len())?;
                errors.iter().try_for_each(|error| write!(f, "\n- {error}"))
            }
        }
    }
}

impl std::error::Error for RouteErrors {}
