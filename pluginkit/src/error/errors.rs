//! The error of everything, and several errors as one.

use std::fmt;

use thiserror::Error;

#[cfg(feature = "config")]
use super::ConfigError;
use super::{
    BlockOnError, DiscoveryError, HookError, LoadError, ResolutionError, StartError, StateError, StopError,
};

/// Any error of pluginkit; what `?` turns them all into.
///
/// ```
/// fn host() -> Result<(), pluginkit::Error> {
///     let plugins = pluginkit::PluginManager::builder().build()?;
///     plugins.disable("nobody")?;
///     Ok(())
/// }
/// assert_eq!(host().unwrap_err().to_string(), "there is no plugin `nobody`");
/// ```
///
/// Its `Debug` is its text too, because that is what a `main` that returns it prints.
#[derive(Error)]
#[non_exhaustive]
pub enum PluginError {
    /// A plugin could not be taken in.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// Plugins do not fit together.
    #[error(transparent)]
    Resolution(#[from] ResolutionError),
    /// A plugin could not be started.
    #[error(transparent)]
    Start(#[from] StartError),
    /// A plugin could not be stopped as it should.
    #[error(transparent)]
    Stop(#[from] StopError),
    /// What was found wrong with a plugin, where somebody insists on it.
    #[error(transparent)]
    Discovery(#[from] DiscoveryError),
    /// A plugin cannot be told to do that.
    #[error(transparent)]
    State(#[from] StateError),
    /// A call failed.
    #[error(transparent)]
    Hook(#[from] HookError),
    /// A future could not be waited for.
    #[error(transparent)]
    BlockOn(#[from] BlockOnError),
    /// A configuration cannot be read, or is not what it has to be.
    #[cfg(feature = "config")]
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// More than one thing went wrong.
    #[error(transparent)]
    Several(Errors),
}

impl fmt::Debug for PluginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl PluginError {
    /// One error for all of them; `Ok` where there are none.
    pub(crate) fn all(errors: impl IntoIterator<Item = impl Into<PluginError>>) -> Result<(), PluginError> {
        let mut errors = errors.into_iter().peekable();
        if errors.peek().is_none() { Ok(()) } else { Err(PluginError::of(errors)) }
    }

    /// One error for all of them, of which there is at least one.
    pub(crate) fn of(errors: impl IntoIterator<Item = impl Into<PluginError>>) -> PluginError {
        // What is several already is not made into one of several.
        let mut errors: Vec<PluginError> =
            errors.into_iter().flat_map(|error| error.into().into_each()).collect();
        if errors.len() == 1 { errors.remove(0) } else { PluginError::Several(Errors(errors)) }
    }

    fn into_each(self) -> Vec<PluginError> {
        match self {
            PluginError::Several(errors) => errors.0,
            single => vec![single],
        }
    }

    /// Every single error in it: itself, or the several.
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// let error = PluginManager::builder().expect(["weather", "geo"]).build().unwrap_err();
    /// assert_eq!(error.iter().count(), 2);
    /// ```
    pub fn iter(&self) -> std::slice::Iter<'_, PluginError> {
        match self {
            PluginError::Several(errors) => errors.0.iter(),
            single => std::slice::from_ref(single).iter(),
        }
    }
}

/// Several errors that were met on one way.
///
/// ```
/// # use pluginkit::prelude::*;
/// let error = PluginManager::builder().expect(["weather", "geo"]).build().unwrap_err();
/// let pluginkit::Error::Several(errors) = error else { unreachable!() };
/// assert_eq!(errors.iter().count(), 2);
/// ```
#[derive(Debug)]
pub struct Errors<E = PluginError>(pub(crate) Vec<E>);

impl<E> Errors<E> {
    /// Each of them.
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// # let error = PluginManager::builder().expect(["weather", "geo"]).build().unwrap_err();
    /// # let pluginkit::Error::Several(errors) = error else { unreachable!() };
    /// for error in errors.iter() {
    ///     eprintln!("{error}");
    /// }
    /// ```
    pub fn iter(&self) -> std::slice::Iter<'_, E> {
        self.0.iter()
    }
}

impl<'a, E> IntoIterator for &'a Errors<E> {
    type Item = &'a E;
    type IntoIter = std::slice::Iter<'a, E>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a> IntoIterator for &'a PluginError {
    type Item = &'a PluginError;
    type IntoIter = std::slice::Iter<'a, PluginError>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<E: fmt::Display> fmt::Display for Errors<E> {
    /// One of them as it is, several as a list.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [error] = &*self.0 {
            return error.fmt(f);
        }
        write!(f, "{} errors:", self.0.len())?;
        self.0.iter().try_for_each(|error| write!(f, "\n- {error}"))
    }
}

impl<E: fmt::Debug + fmt::Display> std::error::Error for Errors<E> {}
