//! What a plugin says of itself, beyond its id and its version.

/// The keys, for each of the types that have them.
macro_rules! keys {
    ($each:ident) => {
        $each! {
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
    };
}
#[cfg(feature = "std")]
pub(crate) use keys;

macro_rules! declared {
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
    };
}

keys!(declared);
