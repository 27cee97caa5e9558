//! What a plugin says of itself, as it is known while the program runs.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::Identity;
use crate::metadata::{Metadata, keys};

macro_rules! known {
    ($($(#[$doc:meta])* $key:ident,)*) => {
        /// What a plugin says of itself, as a manager knows it.
        ///
        /// ```
        /// use pluginkit::prelude::*;
        ///
        /// #[plugin(id = "weather", version = "1.0.0", author = "Ada", listed)]
        /// #[derive(Default)]
        /// struct Weather;
        ///
        /// let plugins = PluginManager::builder().plugin::<Weather>().build()?;
        /// assert_eq!(plugins.descriptor("weather").unwrap().metadata().author.as_deref(), Some("Ada"));
        /// # Ok::<(), pluginkit::Error>(())
        /// ```
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default)]
        #[non_exhaustive]
        pub struct PluginMetadata {
            $(
                $(#[$doc])*
                #[serde(skip_serializing_if = "Option::is_none")]
                pub $key: Option<Cow<'static, str>>,
            )*
        }

        impl From<Metadata> for PluginMetadata {
            fn from(declared: Metadata) -> Self {
                PluginMetadata { $($key: declared.$key.map(Cow::Borrowed),)* }
            }
        }

        impl Identity {
            $(
                $(#[$doc])*
                ///
                /// ```
                #[doc = concat!(
                    "let identity = pluginkit::Identity::new(\"geo\", \"1.0.0\")?.", stringify!($key), "(\"1.0.0\");"
                )]
                /// # Ok::<(), pluginkit::Error>(())
                /// ```
                #[must_use]
                pub fn $key(mut self, value: impl Into<String>) -> Self {
                    self.metadata.$key = Some(Cow::Owned(value.into()));
                    self
                }
            )*
        }
    };
}

keys!(known);
