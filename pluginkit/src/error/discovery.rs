//! What was found wrong with a plugin while it was taken in, or since.

use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer, ser::SerializeStruct};

use super::PluginError;
use crate::id::PluginId;
use crate::state::{ErrorPhase, Severity};

/// What is wrong with a plugin, and where that was found.
///
/// ```
/// use pluginkit::{ErrorPhase, Severity, prelude::*};
///
/// #[plugin(id = "weather", version = "1.0.0", depends_on("geo" = "^1.2"), listed)]
/// #[derive(Default)]
/// struct Weather;
///
/// let plugins = PluginManager::builder().plugin::<Weather>().build()?;
/// let discovery = plugins.discovery();
/// let [error] = discovery.errors() else { unreachable!() };
/// assert_eq!(error.plugin().as_str(), "weather");
/// assert_eq!((error.phase(), error.severity()), (ErrorPhase::DependencyCheck, Severity::Error));
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone)]
pub struct DiscoveryError {
    plugin: PluginId,
    phase: ErrorPhase,
    severity: Severity,
    error: Arc<PluginError>,
}

impl DiscoveryError {
    pub(crate) fn new(
        plugin: PluginId,
        phase: ErrorPhase,
        severity: Severity,
        error: impl Into<PluginError>,
    ) -> Self {
        DiscoveryError { plugin, phase, severity, error: Arc::new(error.into()) }
    }

    /// With whom.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// for error in plugins.discovery().errors() {
    ///     println!("{}: {error}", error.plugin());
    /// }
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn plugin(&self) -> &PluginId {
        &self.plugin
    }

    /// On the way to what.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// for error in plugins.discovery().errors() {
    ///     println!("{}: {error}", error.phase());
    /// }
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn phase(&self) -> ErrorPhase {
        self.phase
    }

    /// Whether it keeps the plugin out.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// use pluginkit::Severity;
    /// assert!(!plugins.discovery().errors().iter().any(|error| error.severity() == Severity::Error));
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// What it is.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// use pluginkit::Error;
    /// assert!(!plugins.discovery().errors().iter().any(|error| matches!(error.error(), Error::Resolution(_))));
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn error(&self) -> &PluginError {
        &self.error
    }
}

impl fmt::Display for DiscoveryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl fmt::Debug for DiscoveryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DiscoveryError")
            .field("plugin", &self.plugin)
            .field("phase", &self.phase)
            .field("severity", &self.severity)
            .field("error", &self.error)
            .finish()
    }
}

impl std::error::Error for DiscoveryError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&*self.error)
    }
}

impl Serialize for DiscoveryError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut error = serializer.serialize_struct("DiscoveryError", 4)?;
        error.serialize_field("plugin", &self.plugin)?;
        error.serialize_field("phase", &self.phase)?;
        error.serialize_field("severity", &self.severity)?;
        error.serialize_field("error", &self.to_string())?;
        error.end()
    }
}
