//! How everybody is.

use futures_util::future::join_all;
use serde::Serialize;

use super::member::{Member, Scope};
use super::shared::{Shared, State};
use crate::builtin::{Health, HealthCaller};
use crate::dispatch::{BoxFuture, ExtensionPoint, Limited, overrun};
use crate::error::{HookError, HookResult};
use crate::id::PluginId;
use crate::state::HealthStatus;

/// How all active plugins are.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), pluginkit::Error> {
/// # let plugins = pluginkit::PluginManager::builder().build()?;
/// let report = plugins.health().await;
/// assert_eq!(report.status(), pluginkit::HealthStatus::Ok);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, Serialize)]
#[non_exhaustive]
pub struct HealthReport {
    /// Each of them, dependencies before their dependents.
    pub plugins: Vec<PluginHealth>,
}

/// How a plugin is.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), pluginkit::Error> {
/// # let plugins = pluginkit::PluginManager::builder().build()?;
/// for plugin in plugins.health().await.plugins {
///     println!("{}: {}", plugin.plugin, plugin.status);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct PluginHealth {
    /// Which.
    pub plugin: PluginId,
    /// How it is.
    #[serde(flatten)]
    pub status: HealthStatus,
    /// What failed, where it could not say how it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<HookError>,
}

impl HealthReport {
    /// The worst of all; [`Ok`](HealthStatus::Ok) where there is nobody. Who does not say (`Unknown`) is not counted.
    ///
    /// ```
    /// assert_eq!(pluginkit::HealthReport::default().status(), pluginkit::HealthStatus::Ok);
    /// ```
    pub fn status(&self) -> HealthStatus {
        let said = self
            .plugins
            .iter()
            .map(|plugin| &plugin.status)
            .filter(|status| **status != HealthStatus::Unknown);
        said.max_by_key(|status| status.rank()).cloned().unwrap_or(HealthStatus::Ok)
    }

    /// How this one is.
    ///
    /// ```
    /// assert!(pluginkit::HealthReport::default().get("weather").is_none());
    /// ```
    pub fn get(&self, plugin: &str) -> Option<&PluginHealth> {
        self.plugins.iter().find(|health| health.plugin == *plugin)
    }
}

/// A plugin that is asked how it is.
struct Asked<'a> {
    plugin: PluginId,
    serial: u64,
    /// `None` where it cannot be asked.
    asking: Option<BoxFuture<'a, HookResult<HealthStatus>>>,
}

impl Shared {
    pub(super) async fn health(&self) -> HealthReport {
        let asked: Vec<Asked<'_>> = {
            let state = self.state();
            let active = state.roster.members().iter().enumerate().filter(|(_, member)| member.called);
            let asked = active.map(|(at, member)| Asked {
                plugin: member.id().clone(),
                serial: member.serial,
                asking: self.asking(&state, at, member),
            });
            asked.collect()
        };
        let serials: Vec<u64> = asked.iter().map(|asked| asked.serial).collect();
        let answers = asked.into_iter().map(async |Asked { plugin, asking, .. }| match asking {
            None => PluginHealth { plugin, status: HealthStatus::Unknown, error: None },
            Some(asking) => match asking.await {
                Ok(status) => PluginHealth { plugin, status, error: None },
                Err(error) => {
                    let status = HealthStatus::Failing(error.kind().to_string());
                    PluginHealth { plugin, status, error: Some(error) }
                }
            },
        });
        let plugins = join_all(answers).await;
        let mut state = self.state();
        for (PluginHealth { plugin, status, .. }, serial) in plugins.iter().zip(serials) {
            // Another one may have come in its place.
            let at = state.roster.find(plugin).filter(|at| state.roster.at(*at).serial == serial);
            if let Some(at) = at {
                state.roster.at_mut(at).health = status.clone();
            }
        }
        HealthReport { plugins }
    }

    /// Asks a plugin, if it can be asked.
    fn asking(
        &self,
        state: &State,
        at: usize,
        member: &Member,
    ) -> Option<BoxFuture<'_, HookResult<HealthStatus>>> {
        member.implementation(std::any::TypeId::of::<dyn Health>())?;
        let caller: HealthCaller = self.lone_caller::<dyn Health>(state, at)?;
        let context = self.context(member, Scope::Loaded);
        let plugin = member.id().clone();
        Some(Box::pin(async move {
            let call: BoxFuture<'_, _> = Box::pin(async { caller.health(&context).await });
            let answered =
                Limited::new(call, self.settings.health_timeout).await.unwrap_or_else(|payload| {
                    let hook = <dyn Health as ExtensionPoint>::HOOKS[0].id();
                    Err(overrun(&self.owner(&plugin), hook, payload))
                })?;
            Ok(answered.into_iter().max_by_key(HealthStatus::rank).unwrap_or_default())
        }))
    }
}
