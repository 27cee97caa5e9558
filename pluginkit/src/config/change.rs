//! What a plugin is told when its section has changed.

use std::any::type_name;
use std::fmt;

use super::{AnyConfig, ConfigDiff};
use crate::error::ConfigError;
use crate::id::PluginId;

/// A change of a plugin's section: what [`ConfigChanged`](crate::ConfigChanged) is handed.
pub struct ConfigChange {
    pub(crate) plugin: PluginId,
    pub(crate) old: Option<AnyConfig>,
    pub(crate) new: Option<AnyConfig>,
    pub(crate) diff: ConfigDiff,
}

/// What a section was and what it is, as its type.
///
/// ```
/// # use pluginkit::{Changed, ConfigChange, ConfigError};
/// # struct WeatherConfig { port: u16 }
/// fn moved(change: &ConfigChange) -> Result<bool, ConfigError> {
///     let Changed { old, new } = change.of::<WeatherConfig>()?;
///     Ok(old.port != new.port)
/// }
/// ```
#[derive(Debug)]
pub struct Changed<'c, C> {
    /// What it was.
    pub old: &'c C,
    /// What it is.
    pub new: &'c C,
}

impl<C> Clone for Changed<'_, C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C> Copy for Changed<'_, C> {}

impl ConfigChange {
    /// Both sides, as the type that `#[plugin(config = ..)]` says.
    ///
    /// # Errors
    /// [`ConfigError::WrongType`] with any other type.
    ///
    /// ```
    /// # use pluginkit::{Changed, ConfigChange, ConfigError};
    /// # struct WeatherConfig { port: u16 }
    /// # fn look(change: &ConfigChange) -> Result<(), ConfigError> {
    /// let Changed { old, new } = change.of::<WeatherConfig>()?;
    /// println!("from port {} to port {}", old.port, new.port);
    /// # Ok(())
    /// # }
    /// ```
    pub fn of<C: 'static>(&self) -> Result<Changed<'_, C>, ConfigError> {
        let both = typed::<C>(self.old.as_ref()).zip(typed(self.new.as_ref()));
        let (old, new) = both
            .ok_or_else(|| ConfigError::WrongType { plugin: self.plugin.clone(), asked: type_name::<C>() })?;
        Ok(Changed { old, new })
    }

    /// The paths that are different, inside of the plugin's section.
    ///
    /// ```
    /// # use pluginkit::ConfigChange;
    /// fn needs_restart(change: &ConfigChange) -> bool {
    ///     change.diff().touches("listener")
    /// }
    /// ```
    pub fn diff(&self) -> &ConfigDiff {
        &self.diff
    }
}

fn typed<C: 'static>(config: Option<&AnyConfig>) -> Option<&C> {
    config?.downcast_ref()
}

impl fmt::Debug for ConfigChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConfigChange").field("diff", &self.diff).finish_non_exhaustive()
    }
}
