//! Failures of starting and stopping.

use thiserror::Error;

use super::HookError;
use crate::id::PluginId;

/// A plugin could not be started.
///
/// ```
/// use pluginkit::{Error, StartError, prelude::*};
///
/// #[plugin(id = "weather", version = "1.0.0", listed)]
/// #[derive(Default)]
/// struct Weather;
///
/// #[extension]
/// impl Lifecycle for Weather {
///     fn start(&self, _: &PluginContext) -> Result<(), BoxError> { Err("no network".into()) }
/// }
///
/// let plugins = PluginManager::builder().plugin::<Weather>().build()?;
/// let error = plugins.blocking().start().unwrap_err();
/// assert!(matches!(error, Error::Start(StartError::Failed { .. })));
/// assert_eq!(error.to_string(), "plugin `weather` could not be started: hook `lifecycle.start` failed: no network");
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug, Error)]
#[non_exhaustive]
pub enum StartError {
    /// Its `init` or its `start` failed, panicked or took too long, or a wrapper around it did.
    #[error("plugin `{plugin}` could not be started: {}", InHook(plugin, source))]
    Failed {
        /// The plugin that was being started.
        plugin: PluginId,
        /// What failed.
        source: HookError,
    },
    /// Whoever waited for its `init` or its `start` did not wait to the end.
    #[error("plugin `{plugin}` could not be started: the call was cancelled while its `{hook}` was running")]
    Cancelled {
        /// The plugin that was being started.
        plugin: PluginId,
        /// The hook that was running.
        hook: &'static str,
    },
    /// A plugin that it needs is not started.
    #[error("plugin `{plugin}` could not be started: it needs `{dependency}`, which is not started ({why})")]
    DependencyNotStarted {
        /// The plugin that was to be started.
        plugin: PluginId,
        /// The plugin that it needs.
        dependency: PluginId,
        /// Why that one is not started.
        why: String,
    },
}

/// A plugin could not be stopped or unloaded as it should.
///
/// ```
/// use pluginkit::{Error, StopError, prelude::*};
///
/// #[plugin(id = "weather", version = "1.0.0", listed)]
/// #[derive(Default)]
/// struct Weather;
///
/// #[extension]
/// impl Lifecycle for Weather {
///     fn stop(&self, _: &PluginContext) -> Result<(), BoxError> { Err("still busy".into()) }
/// }
///
/// let plugins = PluginManager::builder().plugin::<Weather>().build()?;
/// plugins.blocking().start()?;
/// assert!(matches!(plugins.blocking().stop(), Err(Error::Stop(StopError::Failed { .. }))));
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug, Error)]
#[non_exhaustive]
pub enum StopError {
    /// Its `stop` or its `unload` failed, panicked or took too long, or a wrapper around it did.
    #[error("plugin `{plugin}` did not stop as it should: {}", InHook(plugin, source))]
    Failed {
        /// The plugin that was being stopped.
        plugin: PluginId,
        /// What failed.
        source: HookError,
    },
    /// Whoever waited for its `stop` or its `unload` did not wait to the end.
    #[error(
        "plugin `{plugin}` did not stop as it should: the call was cancelled while its `{hook}` was running"
    )]
    Cancelled {
        /// The plugin that was being stopped.
        plugin: PluginId,
        /// The hook that was running.
        hook: &'static str,
    },
}

impl StartError {
    /// What is wrong, for a chain of reasons that has said already with whom.
    pub(crate) fn brief(&self) -> String {
        match self {
            StartError::Failed { plugin, source } => InHook(plugin, source).to_string(),
            StartError::Cancelled { hook, .. } => format!("`{hook}` was cancelled"),
            StartError::DependencyNotStarted { dependency, why, .. } => {
                format!("needs {dependency}, which is not started ({why})")
            }
        }
    }
}

impl StopError {
    /// What is wrong, for a chain of reasons that has said already with whom.
    pub(crate) fn brief(&self) -> String {
        match self {
            StopError::Failed { plugin, source } => InHook(plugin, source).to_string(),
            StopError::Cancelled { hook, .. } => format!("`{hook}` was cancelled"),
        }
    }
}

/// A failure, without the plugin where that has been said already.
struct InHook<'a>(&'a PluginId, &'a HookError);

impl std::fmt::Display for InHook<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let InHook(plugin, error) = self;
        if error.plugin() == plugin.as_str() {
            write!(f, "hook `{}` {}", error.hook(), error.kind())
        } else {
            error.fmt(f)
        }
    }
}
