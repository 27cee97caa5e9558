//! What hosts and plugins use all the time: `use pluginkit::prelude::*;`.
//!
//! ```
//! use pluginkit::prelude::*;
//!
//! let plugins = PluginManager::builder().build()?;
//! # Ok::<(), pluginkit::Error>(())
//! ```

pub use crate::{
    BoxError, ErrorHook, ErrorHookWrapper, Health, HealthStatus, HealthWrapper, HookError, HookResult,
    Lifecycle, LifecycleWrapper, Next, Plugin, PluginContext, PluginEvent, PluginId, PluginManager,
    PluginState, Report, Subscription, extension, extension_point, plugin, plugins,
};
