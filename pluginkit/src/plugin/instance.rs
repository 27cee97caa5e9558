//! Instances of plugins: handed over by hosts, or made.

use std::any::TypeId;
use std::sync::Arc;

use super::{AnyPlugin, Plugin, PluginEntry};
use crate::id::PluginId;
use crate::identity::Identity;

/// A plugin instance: the plugin itself, or an [`Arc`] of it that its owner keeps a clone of.
///
/// ```
/// use std::sync::Arc;
/// use pluginkit::prelude::*;
///
/// #[plugin(id = "weather", version = "1.0.0", listed)]
/// struct Weather { city: String }
///
/// let weather = Arc::new(Weather { city: "Oslo".into() });
/// let plugins = PluginManager::builder().instance(&weather).build()?;
/// assert_eq!(plugins.plugin::<Weather>().unwrap().city, "Oslo");
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a plugin",
    label = "not a plugin",
    note = "an instance is a plugin itself, an `Arc` of one, or a reference to such an `Arc`",
    note = "a plugin has `#[plugin(id = \"..\", version = \"..\")]` on its declaration"
)]
pub trait IntoInstance {
    /// The plugin's type.
    type Plugin: Plugin;
    /// The shared instance.
    fn into_instance(self) -> Arc<Self::Plugin>;
    /// Who it is, where that is not what its type says: see [`Identified`](crate::Identified).
    fn identity(&self) -> Option<Identity> {
        None
    }
}

impl<P: Plugin> IntoInstance for P {
    type Plugin = P;

    fn into_instance(self) -> Arc<P> {
        Arc::new(self)
    }
}

impl<P: Plugin> IntoInstance for Arc<P> {
    type Plugin = P;

    fn into_instance(self) -> Arc<P> {
        self
    }
}

impl<P: Plugin> IntoInstance for &Arc<P> {
    type Plugin = P;

    fn into_instance(self) -> Arc<P> {
        Arc::clone(self)
    }
}

impl PluginEntry {
    pub(crate) fn plugin_id(self) -> PluginId {
        PluginId::from_static(self.0.id)
    }

    pub(crate) fn type_id(self) -> TypeId {
        (self.0.type_id)()
    }

    pub(crate) fn construct(self) -> Option<fn() -> AnyPlugin> {
        self.0.construct
    }

    /// What its configuration is.
    #[cfg(feature = "config")]
    pub(crate) fn configured(self) -> Option<&'static crate::config::Configured> {
        self.0.configured.as_ref()
    }
}
