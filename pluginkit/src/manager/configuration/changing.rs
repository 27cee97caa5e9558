//! Changes: worked out and read by everybody first, put in place wholly or not at all, and then told.

use std::any::TypeId;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::kept::{Current, Kept, read_all};
use crate::builtin::{ConfigChanged, ConfigChangedCaller};
use crate::config::{ConfigChange, ConfigDiff, ConfigSnapshot, config_diff, section_diff};
use crate::dispatch::BoxFuture;
use crate::enclosing::{self, Activity, Enclosed, Frame};
use crate::error::{ConfigError, HookError, PluginError};
use crate::id::PluginId;
use crate::manager::PluginContext;
use crate::manager::events::PluginEvent;
use crate::manager::member::Scope;
use crate::manager::shared::Shared;

/// What a change of the configuration was, and what became of it.
///
/// ```
/// # use pluginkit::prelude::*;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), pluginkit::Error> {
/// let plugins = PluginManager::builder().build()?;
/// let report = plugins.config().merge(serde_json::json!({ "server": { "port": 80 } })).await?;
/// assert_eq!(report.diff.to_string(), "+server");
/// assert!(report.changed.is_empty() && report.failures.is_empty());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct ConfigReport {
    /// Every path that is different.
    pub diff: ConfigDiff,
    /// The plugins whose sections are different, dependencies before their dependents.
    pub changed: Vec<PluginId>,
    /// The failures of their `on_config_changed`.
    pub failures: Vec<HookError>,
}

/// Two configurations, one after the other.
pub(super) struct Step {
    old: Arc<Current>,
    new: Arc<Current>,
}

/// A plugin whose section is different.
enum Concerned {
    /// It is not called at present, or there no more.
    Absent,
    /// It does not ask to be told.
    Silent,
    Told {
        caller: ConfigChangedCaller,
        context: PluginContext,
        change: ConfigChange,
    },
}

impl Shared {
    /// Puts a configuration in the place of the one that is there, unless somebody's type refuses it. What comes next is worked
    /// out, and read by the plugins' types, without a lock; if somebody else was faster, that is done again.
    pub(super) fn change_config(
        &self,
        next: impl Fn(&ConfigSnapshot) -> Result<ConfigSnapshot, Vec<ConfigError>>,
    ) -> Result<Step, PluginError> {
        loop {
            let old = self.kept.current();
            let snapshot = next(&old.snapshot).map_err(PluginError::of)?;
            let mut new = read_all(snapshot, self.readers())?;
            new.follow(&old);
            let new = Arc::new(new);
            if self.kept.exchange(&old, Arc::clone(&new)) {
                return Ok(Step { old, new });
            }
        }
    }

    /// What is different, for whom.
    pub(super) fn compare(&self, step: &Step) -> ConfigReport {
        let Step { old, new } = step;
        let ids = self.state().roster.ids();
        let changed = |id: &PluginId| !section_diff(&old.snapshot, &new.snapshot, id).is_empty();
        ConfigReport {
            diff: config_diff(&old.snapshot, &new.snapshot),
            changed: ids.into_iter().filter(changed).collect(),
            failures: Vec::new(),
        }
    }

    /// Tells everybody whose section is different and who is called, one after the other.
    pub(super) async fn tell(&self, step: &Step, report: &mut ConfigReport) {
        for plugin in &report.changed {
            let told = match self.concerned(plugin, step) {
                Concerned::Absent => continue,
                Concerned::Silent => Ok(()),
                Concerned::Told { caller, context, change } => self.tell_one(caller, context, change).await,
            };
            match told {
                Ok(()) => {
                    self.bus.push(PluginEvent::ConfigRefreshed { plugin: plugin.clone() });
                    self.bus.deliver();
                }
                Err(error) => report.failures.push(error),
            }
        }
    }

    async fn tell_one(
        &self,
        caller: ConfigChangedCaller,
        context: PluginContext,
        change: ConfigChange,
    ) -> Result<(), HookError> {
        let frame =
            Frame { manager: self.address(), plugin: context.id().clone(), activity: Activity::Configuring };
        let call: BoxFuture<'_, _> =
            Box::pin(async move { caller.on_config_changed(&context, &change).await });
        Enclosed::new(frame, call).await
    }

    fn concerned(&self, plugin: &PluginId, step: &Step) -> Concerned {
        let diff = section_diff(&step.old.snapshot, &step.new.snapshot, plugin);
        let (old, new) = (step.old.typed(plugin), step.new.typed(plugin));
        let change = ConfigChange { plugin: plugin.clone(), old, new, diff };
        let state = self.state();
        let Some(at) = state.roster.find(plugin.as_str()).filter(|at| state.roster.at(*at).called) else {
            return Concerned::Absent;
        };
        let member = state.roster.at(at);
        let implements = member.implementation(TypeId::of::<dyn ConfigChanged>()).is_some();
        match self.lone_caller::<dyn ConfigChanged>(&state, at).filter(|_| implements) {
            Some(caller) => Concerned::Told { caller, context: self.context(member, Scope::Loaded), change },
            None => Concerned::Silent,
        }
    }

    /// Waits until nobody else's change is told. Whoever asks from inside of what is told would wait for itself.
    pub(super) async fn turn(&self) -> Result<Turn<'_>, ConfigError> {
        if let Some(within) = enclosing::around(self.address(), Activity::Configuring).pop() {
            return Err(ConfigError::Reentrant { within });
        }
        loop {
            let listener = self.kept.told.listen();
            if !self.kept.telling.swap(true, Ordering::AcqRel) {
                return Ok(Turn(&self.kept));
            }
            listener.await;
        }
    }
}

/// Whose change is told. Given back however that ends.
pub(super) struct Turn<'k>(&'k Kept);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.telling.store(false, Ordering::Release);
        self.0.told.notify(1);
    }
}
