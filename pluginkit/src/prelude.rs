//! What hosts and plugins use all the time: `use pluginkit::prelude::*;`.
//!
//! Among it are the points that every host has. Where a point of your own has such a name (`Health`, say), import what you need
//! by name in its module, and in those that extend it: rustc does not let a macro from a `*` give way to one that a macro makes,
//! and says that the name is ambiguous.
//!
//! ```
//! use pluginkit::prelude::*;
//!
//! let plugins = PluginManager::builder().build()?;
//! # Ok::<(), pluginkit::Error>(())
//! ```

pub use crate::{
    BoxError, HookError, HookResult, Next, Plugin, PluginId, Report, extension, extension_point, plugin,
    plugin_set, plugins,
};
#[cfg(feature = "config")]
pub use crate::{ConfigChange, ConfigChanged, ConfigChangedWrapper};
#[cfg(feature = "std")]
pub use crate::{
    ErrorHook, ErrorHookWrapper, Health, HealthStatus, HealthWrapper, HookObserver, HookObserverWrapper,
    Lifecycle, LifecycleWrapper, PluginContext, PluginEvent, PluginManager, PluginState, Subscription,
};
