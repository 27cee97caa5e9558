//! Values that are never shown.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserialize, Deserializer, Visitor};

/// By this name a reader of ours sees that what it is about to read is a secret.
pub(super) const SECRET: &str = "$pluginkit::Secret";

/// What errors say in the place of the value.
pub(super) const REFUSED: &str = "a secret that is something else";

/// A value that neither `Debug` nor an error shows, and that cannot be serialized: a password, a token.
///
/// It is read as what is in it. [`expose`](Secret::expose) is the only way to it, so that it can be searched for. Memory is not
/// wiped: the text of the file is kept as well, for as long as the configuration is.
///
/// ```
/// use pluginkit::Secret;
///
/// let token = Secret::new("hunter2".to_owned());
/// assert_eq!(format!("{token:?} {token}"), "[secret] [secret]");
/// assert_eq!(token.expose(), "hunter2");
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// Keeps a value secret.
    ///
    /// ```
    /// let secret = pluginkit::Secret::new(7);
    /// ```
    pub const fn new(value: T) -> Self {
        Secret(value)
    }

    /// The value.
    ///
    /// ```
    /// assert_eq!(*pluginkit::Secret::new(7).expose(), 7);
    /// ```
    pub const fn expose(&self) -> &T {
        &self.0
    }

    /// The value, out of its cover.
    ///
    /// ```
    /// assert_eq!(pluginkit::Secret::new(7).into_exposed(), 7);
    /// ```
    pub fn into_exposed(self) -> T {
        self.0
    }
}

impl<T> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Secret(value)
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl<T> fmt::Display for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Secret<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Inside<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Inside<T> {
            type Value = T;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a secret")
            }

            /// By our reader, which hides what it has found and tells where.
            fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
                T::deserialize(deserializer)
            }

            /// By anybody else, as where the fields of a struct are flattened: its errors would show what it has found.
            fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
                T::deserialize(deserializer).map_err(|_| de::Error::custom(REFUSED))
            }
        }

        deserializer.deserialize_newtype_struct(SECRET, Inside(PhantomData)).map(Secret)
    }
}
