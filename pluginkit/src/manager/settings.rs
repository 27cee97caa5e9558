//! What the host wants of a manager.

use std::sync::Arc;
use std::time::Duration;

use super::descriptor::PluginDescriptor;
use super::policies::Rule;
#[cfg(feature = "config")]
use crate::config::{Config, ConfigSnapshot};
use crate::dispatch::{catch, message};
use crate::error::{DiscoveryError, LoadError};
use crate::resolve::{Host, Refusal};
use crate::state::{ErrorPhase, FilterReason, Severity, StartPolicy};

pub(super) type PreActivate = Arc<dyn Fn(&PluginDescriptor) -> Result<(), String> + Send + Sync>;

#[derive(Default)]
pub(super) struct Settings {
    pub(super) host: Host,
    pub(super) pre_activate: Vec<PreActivate>,
    pub(super) start_policy: StartPolicy,
    pub(super) lifecycle_timeout: Option<Duration>,
    pub(super) health_timeout: Option<Duration>,
    /// What the configuration is made of, and what came of it.
    #[cfg(feature = "config")]
    pub(super) config: (Config, ConfigSnapshot),
    /// What is asked of hooks, until a manager has it.
    pub(super) rules: Vec<Rule>,
}

impl Settings {
    /// Asks the host, if it wants to be asked. This runs the host's code: no lock may be held.
    pub(super) fn pre_activate(&self, plugin: &PluginDescriptor) -> Result<(), Refusal> {
        self.pre_activate.iter().try_for_each(|ask| {
            let plugin_id = plugin.id().clone();
            let (reason, error) = match catch(|| ask(plugin)) {
                Ok(Ok(())) => return Ok(()),
                Ok(Err(message)) => {
                    (FilterReason::PreActivateRejected, LoadError::Rejected { plugin: plugin_id, message })
                }
                Err(payload) => {
                    let message = message(payload);
                    (FilterReason::LoadFailed, LoadError::PreActivatePanicked { plugin: plugin_id, message })
                }
            };
            let (phase, severity) = (ErrorPhase::PreActivate, Severity::Error);
            let error = DiscoveryError::new(plugin.id().clone(), phase, severity, error);
            Err(Refusal { reason, error: Some(error) })
        })
    }
}
