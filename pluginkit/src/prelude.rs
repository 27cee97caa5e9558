//! What hosts and plugins use all the time: `use pluginkit::prelude::*;`.
//!
//! ```
//! use pluginkit::prelude::*;
//!
//! let plugins = PluginManager::builder().build()?;
//! # Ok::<(), pluginkit::Error>(())
//! ```

pub use crate::{
    BoxError, HookError, HookResult, Next, Plugin, PluginId, PluginManager, Report, extension,
    extension_point, plugin, plugins,
};
