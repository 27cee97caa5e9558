//! The transition table: who may pass from which state to which, and who has to wait for whom. Decided under one lock.

use super::events::{Bus, PluginEvent};
use super::member::{Life, LifeError};
use super::shared::{Epoch, State};
use crate::error::{PluginError, StartError, StateError, StopError};
use crate::id::PluginId;
use crate::state::FilterReason;

/// The answer to somebody who wants to bring a plugin from one state to another.
pub(super) enum Claim<T> {
    /// It is theirs to do, and nobody else's until they say what came of it.
    Granted(T),
    /// There is nothing to do.
    Needless,
    /// Not before this plugin has come to rest.
    Wait(PluginId),
}

/// What remains to be done to start a plugin.
pub(super) struct Begin {
    pub(super) initialised: bool,
    pub(super) run: u64,
}

impl State {
    /// A plugin starts from rest, when everything it needs is started.
    ///
    /// `epoch` is that in which this was begun; `waited` is whether the asker has waited for somebody else to start it: then a failure is that other one's, and not
    /// a reason to try again.
    pub(super) fn claim_start(
        &mut self,
        id: &PluginId,
        epoch: Epoch,
        waited: &mut bool,
        bus: &Bus,
    ) -> Result<Claim<Begin>, PluginError> {
        if self.epoch != epoch {
            return Err(StateError::Stopping { id: id.clone() }.into());
        }
        let at = self.known(id.as_str())?;
        if let Some(filtered) = self.roster.filtered(at) {
            return Err(filtered.into());
        }
        let member = self.roster.at(at);
        match member.life {
            Life::Started => {
                self.roster.at_mut(at).wanted += 1;
                return Ok(Claim::Needless);
            }
            Life::Starting => {
                *waited = true;
                return Ok(Claim::Wait(id.clone()));
            }
            Life::Constructing | Life::Stopping | Life::Unloading => return Ok(Claim::Wait(id.clone())),
            // Somebody is about to make its instance, and will see to the rest.
            Life::Awaited => {
                let (reason, why) = (FilterReason::DependencyUnmet, "not loaded yet".to_owned());
                return Err(StateError::Filtered { id: id.clone(), reason, why }.into());
            }
            Life::Loaded | Life::Stopped => {}
            Life::Failed => {
                if let Some(failure) = member.failure.clone().filter(|_| *waited) {
                    return Err(failure.into());
                }
            }
        }
        for edge in &member.bonds.dependencies {
            let dependency = self.roster.at(edge.to);
            if dependency.life.is_passing() {
                return Ok(Claim::Wait(dependency.id().clone()));
            }
            if dependency.life != Life::Started && !edge.optional {
                let why = match self.roster.why(edge.to) {
                    why if why.is_empty() => self.roster.state(edge.to).to_string(),
                    why => why,
                };
                let (plugin, dependency) = (id.clone(), dependency.id().clone());
                return Err(StartError::DependencyNotStarted { plugin, dependency, why }.into());
            }
        }
        let initialised = member.initialised;
        let mut failure = None;
        self.update(at, bus, |member| {
            failure = member.failure.take();
            member.run += 1;
            member.wanted = 0;
            member.pass_to(Life::Starting);
        });
        self.remains.extend(failure);
        Ok(Claim::Granted(Begin { initialised, run: self.roster.at(at).run }))
    }

    /// What was started on the way to something that failed is stopped again, unless somebody else counts on it.
    pub(super) fn claim_roll_back(
        &mut self,
        id: &PluginId,
        run: u64,
        bus: &Bus,
    ) -> Result<Claim<()>, PluginError> {
        let at = self.known(id)?;
        let member = self.roster.at(at);
        if member.run != run || member.wanted > 0 { Ok(Claim::Needless) } else { self.claim_stop(id, bus) }
    }

    /// A plugin stops when it is started, and nobody who needs it is. One that was never started needs no hook to be at rest.
    pub(super) fn claim_stop(&mut self, id: &PluginId, bus: &Bus) -> Result<Claim<()>, PluginError> {
        let at = self.known(id.as_str())?;
        match self.roster.at(at).life {
            Life::Awaited | Life::Stopped | Life::Failed => Ok(Claim::Needless),
            life if life.is_passing() => Ok(Claim::Wait(id.clone())),
            _ if self.is_needed(at) => Ok(Claim::Needless),
            Life::Loaded if self.roster.at(at).is_gated() => Ok(Claim::Needless),
            Life::Loaded => {
                self.update(at, bus, |member| member.pass_to(Life::Stopped));
                bus.push(PluginEvent::Stopped { plugin: id.clone() });
                Ok(Claim::Needless)
            }
            _ => {
                self.update(at, bus, |member| member.pass_to(Life::Stopping));
                Ok(Claim::Granted(()))
            }
        }
    }

    /// A plugin is unloaded from rest. The grant says whether it has been initialised.
    pub(super) fn claim_unload(&mut self, id: &PluginId, bus: &Bus) -> Result<Claim<bool>, PluginError> {
        let at = self.known(id.as_str())?;
        let member = self.roster.at(at);
        match member.life {
            life if life.is_passing() => Ok(Claim::Wait(id.clone())),
            // Somebody has started it since it was stopped. Where nobody has, nobody who needs it is up.
            Life::Started => Ok(Claim::Needless),
            _ => {
                let initialised = member.initialised;
                self.update(at, bus, |member| member.pass_to(Life::Unloading));
                Ok(Claim::Granted(initialised))
            }
        }
    }

    /// Whether somebody who needs this plugin is up. Who needs it through others is up only if those are.
    fn is_needed(&self, at: usize) -> bool {
        let needs = |dependent: &usize| {
            let edges = &self.roster.at(*dependent).bonds.dependencies;
            edges.iter().any(|edge| edge.to == at && !edge.optional)
        };
        let dependents = self.roster.at(at).bonds.dependents.iter();
        dependents.filter(|dependent| self.is_up(**dependent)).any(needs)
    }

    /// Whether a plugin is started, or on its way to or from there.
    pub(super) fn is_up(&self, at: usize) -> bool {
        matches!(self.roster.at(at).life, Life::Starting | Life::Started | Life::Stopping)
    }

    /// Whether stopping a plugin changes anything: it is up, or may be called although nobody has started it.
    pub(super) fn is_to_be_stopped(&self, at: usize) -> bool {
        let member = self.roster.at(at);
        self.is_up(at) || (member.life == Life::Loaded && !member.is_gated())
    }

    /// A plugin has been started.
    pub(super) fn started(&mut self, id: &PluginId, bus: &Bus) {
        self.arrive(id, Life::Started, bus);
        bus.push(PluginEvent::Started { plugin: id.clone() });
    }

    /// A plugin has been stopped.
    pub(super) fn stopped(&mut self, id: &PluginId, bus: &Bus) {
        self.arrive(id, Life::Stopped, bus);
        bus.push(PluginEvent::Stopped { plugin: id.clone() });
    }

    fn arrive(&mut self, id: &PluginId, life: Life, bus: &Bus) {
        // Who is passing cannot be removed, so it is there.
        if let Some(at) = self.roster.find(id.as_str()) {
            self.update(at, bus, |member| member.pass_to(life));
        }
    }

    /// A plugin has failed on its way.
    pub(super) fn failed(&mut self, id: &PluginId, failure: LifeError, bus: &Bus) {
        let error = match &failure {
            LifeError::Start(StartError::Failed { source, .. })
            | LifeError::Stop(StopError::Failed { source, .. }) => Some(source.clone()),
            _ => None,
        };
        if let Some(at) = self.roster.find(id.as_str()) {
            let mut before = None;
            self.update(at, bus, |member| {
                before = member.failure.replace(failure);
                member.pass_to(Life::Failed);
            });
            self.remains.extend(before);
        }
        bus.push(PluginEvent::Failed { plugin: id.clone(), error });
    }
}
