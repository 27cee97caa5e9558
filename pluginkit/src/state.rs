//! Words for where a plugin is in its life, and for what keeps it from having one.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Gives each variant a name, which is its text and what serde writes.
macro_rules! named {
    ($type:ident { $($variant:ident => $name:literal,)* }) => {
        impl $type {
            /// The name, as serde writes it.
            const fn as_str(self) -> &'static str {
                match self {
                    $($type::$variant => $name,)*
                }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

/// Where a plugin is in its life.
///
/// Nobody calls the hooks of a plugin that is `Stopping`, `Stopped`, `Failed`, `Disabled` or `Filtered`. Of the others, one whose
/// [`Lifecycle`](crate::Lifecycle) has an `init` or a `start` is called only while it is `Started`.
///
/// ```
/// use pluginkit::{FilterReason, PluginState};
/// assert_eq!(PluginState::Started.to_string(), "started");
/// assert_eq!(PluginState::Filtered(FilterReason::NotEnabled).to_string(), "filtered (not_enabled)");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PluginState {
    /// There is an instance; it has not been started.
    Loaded,
    /// Its `init` or `start` is running.
    Starting,
    /// It has been started.
    Started,
    /// Its `stop` or `unload` is running.
    Stopping,
    /// It has been stopped; it may be started again.
    Stopped,
    /// A lifecycle hook failed; it may be started again.
    Failed,
    /// Its hooks are switched off. It goes on living: it is started and stopped like others.
    Disabled,
    /// A gate keeps it out.
    Filtered(FilterReason),
}

impl fmt::Display for PluginState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            PluginState::Loaded => "loaded",
            PluginState::Starting => "starting",
            PluginState::Started => "started",
            PluginState::Stopping => "stopping",
            PluginState::Stopped => "stopped",
            PluginState::Failed => "failed",
            PluginState::Disabled => "disabled",
            PluginState::Filtered(reason) => return f.pad(&format!("filtered ({reason})")),
        })
    }
}

/// The gate that keeps a plugin out. They are asked in this order; the first to refuse is the reason.
///
/// ```
/// assert_eq!(pluginkit::FilterReason::WrongApplication.to_string(), "wrong_application");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FilterReason {
    /// The host enables it, and it is not there.
    NotDiscovered,
    /// The host enables others.
    NotEnabled,
    /// The host disables it.
    Disabled,
    /// It is made for another application.
    WrongApplication,
    /// It does not say which application it is made for, and the host says who it is.
    MissingTargetApplication,
    /// It is written against another version of the host's plugin API.
    IncompatibleApiVersion,
    /// It needs a newer host.
    IncompatibleAppVersion,
    /// A plugin that it needs is missing, has the wrong version, needs it in turn, or is kept out or failed itself.
    DependencyUnmet,
    /// The host looked at it and refused.
    PreActivateRejected,
    /// It could not be made: its constructor panicked, or it has none.
    LoadFailed,
}

named! { FilterReason {
    NotDiscovered => "not_discovered",
    NotEnabled => "not_enabled",
    Disabled => "disabled",
    WrongApplication => "wrong_application",
    MissingTargetApplication => "missing_target_application",
    IncompatibleApiVersion => "incompatible_api_version",
    IncompatibleAppVersion => "incompatible_app_version",
    DependencyUnmet => "dependency_unmet",
    PreActivateRejected => "pre_activate_rejected",
    LoadFailed => "load_failed",
} }

/// On the way to which an error was met.
///
/// ```
/// assert_eq!(pluginkit::ErrorPhase::VersionCheck.to_string(), "version_check");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorPhase {
    /// Looking for what is there.
    Discovery,
    /// Comparing applications.
    IdentityCheck,
    /// Comparing versions with the host's.
    VersionCheck,
    /// Resolving dependencies.
    DependencyCheck,
    /// Asking the host.
    PreActivate,
    /// Constructing, initialising, starting, stopping.
    Activation,
    /// Handing over a new configuration.
    ConfigRefresh,
}

named! { ErrorPhase {
    Discovery => "discovery",
    IdentityCheck => "identity_check",
    VersionCheck => "version_check",
    DependencyCheck => "dependency_check",
    PreActivate => "pre_activate",
    Activation => "activation",
    ConfigRefresh => "config_refresh",
} }

/// How bad something is.
///
/// ```
/// assert!(pluginkit::Severity::Warning < pluginkit::Severity::Error);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It is said, and the plugin is taken in all the same.
    Warning,
    /// It keeps the plugin out.
    Error,
}

named! { Severity {
    Warning => "warning",
    Error => "error",
} }

/// What becomes of the others when a plugin cannot be started.
///
/// ```
/// # use pluginkit::prelude::*;
/// use pluginkit::StartPolicy;
/// let plugins = PluginManager::builder().start_policy(StartPolicy::Continue).build()?;
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum StartPolicy {
    /// The first failure ends the call, and what the call had started is stopped again, in reverse.
    #[default]
    RollBack,
    /// Whoever does not need the one that failed is started all the same; every failure is returned.
    Continue,
}

/// Where a manager has a plugin from.
///
/// ```
/// assert_eq!(pluginkit::Source::Linked.to_string(), "linked");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Source {
    /// The linker gathered it, and `discover` took it in.
    Linked,
    /// Its type was handed to the builder.
    Listed,
    /// An instance was handed to the builder.
    Instance,
    /// It was registered with the running manager.
    Registered,
}

named! { Source {
    Linked => "linked",
    Listed => "listed",
    Instance => "instance",
    Registered => "registered",
} }

/// How a plugin is.
///
/// ```
/// use pluginkit::HealthStatus;
/// assert_eq!(HealthStatus::Degraded("slow disk".into()).to_string(), "degraded: slow disk");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "status", content = "reason")]
pub enum HealthStatus {
    /// All is well.
    Ok,
    /// It has not said; it has no [`Health`](crate::Health), or has not been asked yet.
    #[default]
    Unknown,
    /// It works, but.
    Degraded(String),
    /// It does not work, or could not say: its `health` failed, panicked or took too long.
    Failing(String),
}

impl HealthStatus {
    /// The better, the lower: ok, unknown, degraded, failing.
    pub(crate) fn rank(&self) -> u8 {
        match self {
            HealthStatus::Ok => 0,
            HealthStatus::Unknown => 1,
            HealthStatus::Degraded(_) => 2,
            HealthStatus::Failing(_) => 3,
        }
    }
}

impl fmt::Display for HealthStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HealthStatus::Ok => f.pad("ok"),
            HealthStatus::Unknown => f.pad("unknown"),
            HealthStatus::Degraded(reason) => f.pad(&format!("degraded: {reason}")),
            HealthStatus::Failing(reason) => f.pad(&format!("failing: {reason}")),
        }
    }
}
