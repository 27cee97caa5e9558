//! The gates that need nothing but a plugin's identity and the host's wishes.

use std::collections::BTreeSet;
use std::sync::Arc;

use semver::Version;

use crate::error::{DiscoveryError, LoadError, PluginError};
use crate::identity::Identity;
use crate::state::{ErrorPhase, FilterReason, Severity};

/// What the host is, and what it wants.
pub(crate) struct Host {
    /// Its id, for plugins that are made for one application.
    pub(crate) application: Option<String>,
    pub(crate) app_version: Option<Version>,
    pub(crate) api_version: Option<String>,
    pub(crate) api_version_severity: Severity,
    pub(crate) app_version_severity: Severity,
    /// Only these, where there is such a list.
    pub(crate) enabled: Option<BTreeSet<String>>,
    pub(crate) disabled: BTreeSet<String>,
}

impl Default for Host {
    fn default() -> Self {
        Host {
            application: None,
            app_version: None,
            api_version: None,
            api_version_severity: Severity::Warning,
            app_version_severity: Severity::Error,
            enabled: None,
            disabled: BTreeSet::new(),
        }
    }
}

/// Why a plugin is kept out.
#[derive(Clone)]
pub(crate) struct Refusal {
    pub(crate) reason: FilterReason,
    /// `None` where it is what the host wants.
    pub(crate) error: Option<DiscoveryError>,
}

/// Asks the gates in their order: the first refusal, and what was warned about on the way.
pub(crate) fn examine(identity: &Identity, host: &Host) -> (Option<Refusal>, Vec<DiscoveryError>) {
    if let Some(reason) = unwanted(identity, host) {
        return (Some(Refusal { reason, error: None }), Vec::new());
    }
    let mut warnings = Vec::new();
    let findings = [wrong_application(identity, host), wrong_api(identity, host), wrong_app(identity, host)];
    for Finding { reason, phase, severity, error } in findings.into_iter().flatten() {
        let error = DiscoveryError::new(identity.id.clone(), phase, severity, PluginError::from(error));
        match severity {
            Severity::Warning => warnings.push(error),
            Severity::Error => return (Some(Refusal { reason, error: Some(error) }), warnings),
        }
    }
    (None, warnings)
}

struct Finding {
    reason: FilterReason,
    phase: ErrorPhase,
    severity: Severity,
    error: LoadError,
}

fn unwanted(identity: &Identity, host: &Host) -> Option<FilterReason> {
    let id = identity.id.as_str();
    if host.enabled.as_ref().is_some_and(|enabled| !enabled.contains(id)) {
        Some(FilterReason::NotEnabled)
    } else if host.disabled.contains(id) {
        Some(FilterReason::Disabled)
    } else {
        None
    }
}

fn wrong_application(identity: &Identity, host: &Host) -> Option<Finding> {
    let application = host.application.as_ref()?;
    let (plugin, host) = (identity.id.clone(), application.clone());
    let (reason, error) = match &identity.metadata.target_application {
        Some(target) if *target == *application => return None,
        Some(target) => {
            let target = target.to_string();
            (FilterReason::WrongApplication, LoadError::WrongApplication { plugin, target, host })
        }
        None => {
            (FilterReason::MissingTargetApplication, LoadError::MissingTargetApplication { plugin, host })
        }
    };
    Some(Finding { reason, phase: ErrorPhase::IdentityCheck, severity: Severity::Error, error })
}

/// Versions of an API are names: equal or not.
fn wrong_api(identity: &Identity, host: &Host) -> Option<Finding> {
    let (declared, api) = (identity.metadata.api_version.as_ref()?, host.api_version.as_ref()?);
    (declared != api).then(|| Finding {
        reason: FilterReason::IncompatibleApiVersion,
        phase: ErrorPhase::VersionCheck,
        severity: host.api_version_severity,
        error: LoadError::IncompatibleApiVersion {
            plugin: identity.id.clone(),
            declared: declared.to_string(),
            host: api.clone(),
        },
    })
}

fn wrong_app(identity: &Identity, host: &Host) -> Option<Finding> {
    let required = identity.metadata.min_app_version.as_ref()?;
    let plugin = || identity.id.clone();
    let error = match (Version::parse(required), &host.app_version) {
        (Err(source), _) => LoadError::BadMinAppVersion {
            plugin: plugin(),
            version: required.to_string(),
            source: Arc::new(source),
        },
        (Ok(oldest), Some(version)) if version.cmp_precedence(&oldest).is_lt() => {
            LoadError::IncompatibleAppVersion {
                plugin: plugin(),
                required: required.to_string(),
                host: version.to_string(),
            }
        }
        (Ok(_), _) => return None,
    };
    Some(Finding {
        reason: FilterReason::IncompatibleAppVersion,
        phase: ErrorPhase::VersionCheck,
        severity: host.app_version_severity,
        error,
    })
}
