//! What a plugin says of itself, beyond its id and its version: declared in constants, or known at run time only.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::identity::Identity;

macro_rules! metadata {
    ($($(#[$doc:meta])* $key:ident,)*) => {
        /// What a plugin says of itself, in `#[plugin(name = "..", author = "..", ..)]`. Everything is optional.
        ///
        /// ```
        /// use pluginkit::prelude::*;
        ///
        /// #[plugin(id = "weather", version = "1.0.0", author = "Ada", listed)]
        /// #[derive(Default)]
        /// struct Weather;
        ///
        /// assert_eq!(Weather::METADATA.author, Some("Ada"));
        /// ```
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct Metadata {
            $($(#[$doc])* pub $key: Option<&'static str>,)*
        }

        impl Metadata {
            #[doc(hidden)]
            pub const fn new() -> Self {
                Metadata { $($key: None,)* }
            }

            $(
                #[doc(hidden)]
                #[must_use]
                pub const fn $key(self, value: &'static str) -> Self {
                    Metadata { $key: Some(value), ..self }
                }
            )*
        }

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

metadata! {
    /// A name for people.
    name,
    /// Who wrote it.
    author,
    /// What it does.
    description,
    /// The version of the host's plugin API that it is written against.
    api_version,
    /// The oldest version of the host that it works with.
    min_app_version,
    /// The application it is made for.
    target_application,
}
