//! Failures of a call.

use alloc::string::{String, ToString};
use alloc::sync::Arc;
use core::convert::Infallible;
use core::error;
use core::fmt;
use core::time::Duration;

use serde::{Serialize, Serializer, ser::SerializeStruct};
use thiserror::Error;

use super::BoxError;
use crate::id::PluginId;

/// What a fail-fast call returns, and what a wrapper sees and returns: the outcome, or the failure that ended the call.
///
/// ```
/// fn outcome() -> pluginkit::HookResult<Vec<u8>> {
///     Ok(vec![1])
/// }
/// assert_eq!(outcome().unwrap(), [1]);
/// ```
pub type HookResult<T> = Result<T, HookError>;

/// An implementation or a wrapper failed: which plugin, in which hook, and how.
///
/// A wrapper that fails for a reason of its own makes one with [`HookError::failed`]; its plugin and hook are filled in
/// when it comes out of the wrapper. What comes from further in passes through as it is. A clone shares the source.
///
/// ```
/// let error = pluginkit::HookError::failed("the cache is cold");
/// assert_eq!(error.kind().to_string(), "failed: the cache is cold");
/// ```
#[derive(Clone)]
pub struct HookError(Arc<Failure>);

struct Failure {
    at: Option<(PluginId, &'static str)>,
    kind: Arc<HookErrorKind>,
}

/// How an implementation or a wrapper failed.
///
/// ```
/// use std::time::Duration;
/// let kind = pluginkit::HookErrorKind::TimedOut(Duration::from_millis(250));
/// assert_eq!(kind.to_string(), "timed out after 250ms");
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum HookErrorKind {
    /// It returned an error, which is kept.
    #[error("failed: {0}")]
    Failed(#[source] BoxError),
    /// It panicked, with this message.
    #[error("panicked: {0}")]
    Panicked(String),
    /// It did not answer within its `timeout`. An asynchronous one has been dropped; a synchronous one may still be
    /// running, and its result will be thrown away.
    #[error("timed out after {0:?}")]
    TimedOut(Duration),
}

impl HookError {
    /// A wrapper's own failure.
    ///
    /// ```
    /// let error = pluginkit::HookError::failed(std::io::Error::other("disk full"));
    /// assert!(std::error::Error::source(&error).is_some());
    /// ```
    pub fn failed(source: impl Into<BoxError>) -> Self {
        HookError::unattributed(HookErrorKind::Failed(source.into()))
    }

    pub(crate) fn unattributed(kind: HookErrorKind) -> Self {
        HookError(Arc::new(Failure { at: None, kind: Arc::new(kind) }))
    }

    pub(crate) fn at(plugin: PluginId, hook: &'static str, kind: HookErrorKind) -> Self {
        HookError(Arc::new(Failure { at: Some((plugin, hook)), kind: Arc::new(kind) }))
    }

    /// The same failure, of this plugin in this hook.
    pub(crate) fn attributed(&self, plugin: PluginId, hook: &'static str) -> Self {
        HookError(Arc::new(Failure { at: Some((plugin, hook)), kind: Arc::clone(&self.0.kind) }))
    }

    /// Whether its plugin and hook are known.
    pub(crate) fn is_attributed(&self) -> bool {
        self.0.at.is_some()
    }

    /// The id of the plugin that failed; empty in a wrapper's own failure that has not left the wrapper yet.
    ///
    /// ```
    /// assert_eq!(pluginkit::HookError::failed("no").plugin(), "");
    /// ```
    pub fn plugin(&self) -> &str {
        self.0.at.as_ref().map_or("", |(plugin, _)| plugin.as_str())
    }

    /// The id of the hook, such as `feed.fetch`; empty in a wrapper's own failure that has not left the wrapper yet.
    ///
    /// ```
    /// assert_eq!(pluginkit::HookError::failed("no").hook(), "");
    /// ```
    pub fn hook(&self) -> &str {
        self.0.at.as_ref().map_or("", |(_, hook)| hook)
    }

    /// How it failed.
    ///
    /// ```
    /// use pluginkit::{HookError, HookErrorKind};
    /// assert!(matches!(HookError::failed("no").kind(), HookErrorKind::Failed(_)));
    /// ```
    pub fn kind(&self) -> &HookErrorKind {
        &self.0.kind
    }
}

impl fmt::Debug for HookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HookError")
            .field("plugin", &self.plugin())
            .field("hook", &self.hook())
            .field("kind", &self.0.kind)
            .finish()
    }
}

impl fmt::Display for HookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.at {
            Some((plugin, hook)) => write!(f, "plugin `{plugin}`, hook `{hook}`: {}", self.0.kind),
            None => self.0.kind.fmt(f),
        }
    }
}

impl error::Error for HookError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        self.0.kind.source()
    }
}

impl From<BoxError> for HookError {
    fn from(source: BoxError) -> Self {
        HookError::failed(source)
    }
}

impl From<Infallible> for HookError {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

impl Serialize for HookError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut error = serializer.serialize_struct("HookError", 3)?;
        error.serialize_field("plugin", self.plugin())?;
        error.serialize_field("hook", self.hook())?;
        error.serialize_field("error", &self.0.kind.to_string())?;
        error.end()
    }
}
