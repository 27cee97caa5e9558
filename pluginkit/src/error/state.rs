//! Requests that a plugin's state does not allow.

use thiserror::Error;

/// A plugin cannot be told to do that.
///
/// ```
/// # use pluginkit::prelude::*;
/// let plugins = PluginManager::builder().build()?;
/// assert!(matches!(plugins.disable("nobody"), Err(pluginkit::StateError::Unknown { .. })));
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StateError {
    /// There is no such plugin.
    #[error("there is no plugin `{id}`")]
    Unknown {
        /// The id that was asked for.
        id: String,
    },
}
