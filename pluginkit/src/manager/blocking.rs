//! The life of plugins for hosts without a runtime.

use super::PluginManager;
use super::health::HealthReport;
use crate::dispatch::block_on;
use crate::error::PluginError;
use crate::plugin::IntoInstance;

/// What has to be awaited of a manager, for code that cannot await. Made by [`PluginManager::blocking`].
///
/// Each method waits on this thread, as [`block_on`](crate::block_on) does: what is asynchronous finds timers and I/O, and inside
/// a runtime it is an error instead of a deadlock.
///
/// ```
/// use pluginkit::prelude::*;
///
/// #[plugin(id = "weather", version = "1.0.0", listed)]
/// #[derive(Default)]
/// struct Weather;
///
/// let plugins = PluginManager::builder().plugin::<Weather>().build()?;
/// plugins.blocking().start()?;
/// plugins.blocking().stop()?;
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Blocking<'m> {
    manager: &'m PluginManager,
}

impl<'m> Blocking<'m> {
    pub(super) fn new(manager: &'m PluginManager) -> Self {
        Blocking { manager }
    }
}

macro_rules! blocking {
    ($($name:ident($($argument:ident: $type:ty)?) $example:literal;)*) => {
        impl Blocking<'_> {
            $(
                #[doc = concat!("[`PluginManager::", stringify!($name), "`], waited for.")]
                ///
                /// # Errors
                #[doc = concat!("Those of [`PluginManager::", stringify!($name), "`], and [`BlockOnError`](crate::BlockOnError).")]
                ///
                /// ```
                /// # use pluginkit::prelude::*;
                /// # #[plugin(id = "weather", version = "1.0.0", listed)] #[derive(Default)] struct Weather;
                /// let plugins = PluginManager::builder().plugin::<Weather>().build()?;
                #[doc = concat!("plugins.blocking().", stringify!($name), "(", $example, ")?;")]
                /// # Ok::<(), pluginkit::Error>(())
                /// ```
                pub fn $name(&self $(, $argument: $type)?) -> Result<(), PluginError> {
                    block_on(self.manager.$name($($argument)?))?
                }
            )*
        }
    };
}

blocking! {
    start() "";
    start_plugin(id: &str) "\"weather\"";
    stop() "";
    stop_plugin(id: &str) "\"weather\"";
    remove(id: &str) "\"weather\"";
    shutdown() "";
}

impl Blocking<'_> {
    /// [`PluginManager::register`], waited for.
    ///
    /// # Errors
    /// Those of [`PluginManager::register`], and [`BlockOnError`](crate::BlockOnError).
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// # #[plugin(id = "weather", version = "1.0.0", listed)] #[derive(Default)] struct Weather;
    /// let plugins = PluginManager::builder().build()?;
    /// plugins.blocking().register(Weather)?;
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn register<I: IntoInstance>(&self, plugin: I) -> Result<(), PluginError> {
        block_on(self.manager.register(plugin))?
    }

    /// [`PluginManager::health`], waited for.
    ///
    /// # Errors
    /// [`BlockOnError`](crate::BlockOnError).
    ///
    /// ```
    /// let plugins = pluginkit::PluginManager::builder().build()?;
    /// println!("{}", plugins.blocking().health()?.status());
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn health(&self) -> Result<HealthReport, PluginError> {
        Ok(block_on(self.manager.health())?)
    }
}
