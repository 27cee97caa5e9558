//! Starting, stopping and removing: what is claimed under the lock is done outside of it.

use std::sync::Arc;

use super::admit::TakenIn;
use super::departed::Departed;
use super::events::Bus;
use super::passage::{Passage, Step};
use super::roster::Needs;
use super::shared::{Epoch, Shared, State};
use super::transitions::{Begin, Claim};
use crate::error::{PluginError, StateError};
use crate::id::PluginId;
use crate::identity::Identity;
use crate::plugin::{AnyPlugin, PluginEntry};
use crate::state::StartPolicy;

impl Shared {
    /// Starts everybody whom no gate keeps out.
    pub(super) async fn start(self: &Arc<Self>) -> Result<(), PluginError> {
        self.not_from_within(&self.ids())?;
        let (due, epoch, before): (Vec<Due>, _, _) = {
            let mut state = self.state();
            let before = std::mem::replace(&mut state.running, true);
            state.starts += 1;
            let members = state.roster.members().iter().filter(|member| !member.is_gated());
            let due = members.map(|member| Due { plugin: member.id().clone(), wish: Wish::Needed }).collect();
            (due, state.epoch, (before, state.starts))
        };
        let started = self.start_each(due, epoch).await;
        if started.is_err() && self.settings.start_policy == StartPolicy::RollBack {
            let mut state = self.state();
            // Nobody else has asked for it, neither before nor since.
            if before == (false, state.starts) {
                state.running = false;
            }
        }
        started
    }

    /// Starts a plugin, and before it everything that it depends on.
    pub(super) async fn start_plugin(self: &Arc<Self>, id: &str) -> Result<(), PluginError> {
        let epoch = self.state().epoch;
        self.start_plugin_in(id, epoch).await
    }

    async fn start_plugin_in(self: &Arc<Self>, id: &str, epoch: Epoch) -> Result<(), PluginError> {
        let due: Vec<Due> = {
            let state = self.state();
            let at = state.known(id)?;
            if let Some(filtered) = state.roster.filtered(at) {
                return Err(filtered.into());
            }
            let needed = state.roster.below(at, Needs::Required);
            let all = state.roster.below(at, Needs::All).into_iter().chain([at]);
            let there = all.filter(|&below| !state.roster.at(below).is_gated());
            there
                .map(|below| {
                    let wish = match below {
                        below if below == at => Wish::Asked,
                        below if needed.contains(&below) => Wish::Needed,
                        _ => Wish::Optional,
                    };
                    Due { plugin: state.roster.at(below).id().clone(), wish }
                })
                .collect()
        };
        self.not_from_within(due.iter().map(|due| &due.plugin))?;
        self.start_each(due, epoch).await
    }

    async fn start_each(self: &Arc<Self>, due: Vec<Due>, epoch: Epoch) -> Result<(), PluginError> {
        let roll_back = self.settings.start_policy == StartPolicy::RollBack;
        let mut started = Vec::new();
        let mut errors = Vec::new();
        for Due { plugin, wish } in due {
            match self.start_one(&plugin, epoch).await {
                Ok(Some(run)) => started.push((plugin, run)),
                Ok(None) => {}
                // Somebody has removed it in the meantime, or one that it needs.
                Err(PluginError::State(StateError::Unknown { .. } | StateError::Filtered { .. }))
                    if wish != Wish::Asked => {}
                Err(error @ PluginError::State(StateError::Stopping { .. })) => {
                    errors.push(error);
                    break;
                }
                Err(error) if wish == Wish::Optional => {
                    tracing::warn!(%plugin, %error, "an optional dependency could not be started");
                }
                Err(error) => {
                    errors.push(error);
                    if roll_back {
                        break;
                    }
                }
            }
        }
        if roll_back && !errors.is_empty() {
            for (plugin, run) in started.iter().rev() {
                errors.extend(
                    self.stop_by(plugin, |state, id, bus| state.claim_roll_back(id, *run, bus)).await.err(),
                );
            }
        }
        PluginError::all(errors)
    }

    /// Whether it was started now, and not before.
    async fn start_one(self: &Arc<Self>, id: &PluginId, epoch: Epoch) -> Result<Option<u64>, PluginError> {
        let mut waited = false;
        let claim = self.claim(|state, bus| state.claim_start(id, epoch, &mut waited, bus)).await?;
        let Some(Begin { initialised, run }) = claim else { return Ok(None) };
        let mut passage = Passage::of(self, id, Step::Start);
        if !initialised {
            passage.run(Step::Init).await?;
        }
        passage.run(Step::Start).await?;
        passage.make_up().await?;
        passage.arrive(State::started);
        self.make_up_the_rest(id).await;
        Ok(Some(run))
    }

    /// Stops everybody, those who depend on others first.
    pub(super) async fn stop(self: &Arc<Self>) -> Result<(), PluginError> {
        let everybody = |state: &State| Ok((0..state.roster.members().len()).collect());
        self.not_from_within(&self.up(everybody, State::is_to_be_stopped)?)?;
        self.state().stop_running();
        PluginError::all(self.stop_each(everybody, State::is_to_be_stopped).await)
    }

    /// Stops a plugin, and before it everybody who needs it.
    pub(super) async fn stop_plugin(self: &Arc<Self>, id: &str) -> Result<(), PluginError> {
        PluginError::all(self.stop_with_dependents(id, State::is_to_be_stopped).await)
    }

    async fn stop_with_dependents(
        self: &Arc<Self>,
        id: &str,
        due: fn(&State, usize) -> bool,
    ) -> Vec<PluginError> {
        let concerned = |state: &State| {
            let at = state.known(id)?;
            Ok(state.roster.above(at, Needs::Required).into_iter().chain([at]).collect())
        };
        self.stop_each(concerned, due).await
    }

    /// Stops those who are concerned, the last started first, and goes on past failures. Who is concerned is asked again and
    /// again: others may be started while this waits.
    async fn stop_each(
        self: &Arc<Self>,
        concerned: impl Fn(&State) -> Result<Vec<usize>, StateError>,
        due: fn(&State, usize) -> bool,
    ) -> Vec<PluginError> {
        let mut errors = Vec::new();
        loop {
            let up = match self.up(&concerned, due) {
                Ok(up) if up.is_empty() => return errors,
                Ok(up) => up,
                Err(error) => {
                    errors.push(error.into());
                    return errors;
                }
            };
            if let Err(error) = self.not_from_within(&up) {
                errors.push(error.into());
                return errors;
            }
            for plugin in up {
                match self.stop_one(&plugin).await {
                    Ok(()) => {}
                    Err(refused @ PluginError::State(_)) => {
                        errors.push(refused);
                        return errors;
                    }
                    Err(error) => errors.push(error),
                }
            }
        }
    }

    /// Those of the concerned who are due, the last started first.
    fn up(
        &self,
        concerned: impl Fn(&State) -> Result<Vec<usize>, StateError>,
        due: fn(&State, usize) -> bool,
    ) -> Result<Vec<PluginId>, StateError> {
        let state = self.state();
        let mut concerned = concerned(&state)?;
        concerned.retain(|&at| due(&state, at));
        concerned.sort_unstable();
        Ok(concerned.into_iter().rev().map(|at| state.roster.at(at).id().clone()).collect())
    }

    async fn stop_one(self: &Arc<Self>, id: &PluginId) -> Result<(), PluginError> {
        self.stop_by(id, State::claim_stop).await
    }

    async fn stop_by(
        self: &Arc<Self>,
        id: &PluginId,
        claim: impl Fn(&mut State, &PluginId, &Bus) -> Result<Claim<()>, PluginError>,
    ) -> Result<(), PluginError> {
        let claim = match self.claim(|state, bus| claim(state, id, bus)).await {
            // Somebody has removed it in the meantime.
            Err(PluginError::State(StateError::Unknown { .. })) => None,
            claim => claim?,
        };
        if claim.is_some() {
            let mut passage = Passage::of(self, id, Step::Stop);
            passage.run(Step::Stop).await?;
            passage.arrive(State::stopped);
        }
        Ok(())
    }

    /// Takes in a plugin, and whoever waited for it; and starts them, if everybody else is started.
    pub(super) async fn register(
        self: &Arc<Self>,
        entry: PluginEntry,
        identity: Identity,
        instance: AnyPlugin,
    ) -> Result<(), PluginError> {
        let id = identity.id.clone();
        let TakenIn { serial, woken, running } = self.take_in(entry, identity, instance)?;
        let arrival = Arrival { shared: self, id: &id, serial, pending: true };
        let Some(epoch) = running else {
            let informed = self.make_up_if_called(&id).await;
            arrival.end();
            let Err(error) = informed else {
                self.make_up_the_rest(&id).await;
                return Ok(());
            };
            let removed = self.remove(&id).await;
            return PluginError::all([error.into()].into_iter().chain(removed.err()));
        };
        let started = self.start_plugin_in(&id, epoch).await;
        if matches!(started, Err(PluginError::State(StateError::Stopping { .. }))) {
            // It is there, as it would be had it come a moment later.
            arrival.end();
            return Ok(());
        }
        if let Err(error) = started {
            arrival.end();
            let removed = self.remove(&id).await;
            return PluginError::all([error].into_iter().chain(removed.err()));
        }
        arrival.end();
        self.make_up_the_rest(&id).await;
        self.start_woken(woken, epoch).await;
        Ok(())
    }

    /// Brings in those who are no longer kept out, and starts them if everybody else is started.
    async fn wake(self: &Arc<Self>, woken: Vec<PluginId>) {
        if woken.is_empty() {
            return;
        }
        self.admit_all();
        let epoch = {
            let state = self.state();
            state.running.then_some(state.epoch)
        };
        if let Some(epoch) = epoch {
            self.start_woken(woken, epoch).await;
        }
    }

    async fn start_woken(self: &Arc<Self>, woken: Vec<PluginId>, epoch: Epoch) {
        for plugin in woken {
            if let Err(error) = self.start_plugin_in(&plugin, epoch).await {
                tracing::warn!(%plugin, %error, "a plugin is no longer kept out, and could not be started");
            }
        }
    }

    /// Stops a plugin, unloads it, and takes it out.
    pub(super) async fn remove(self: &Arc<Self>, id: &str) -> Result<(), PluginError> {
        let mut departed = Departed::one(self);
        let removed = self.take_out(id, &mut departed).await;
        let woken = departed.dismantle();
        self.wake(woken).await;
        removed
    }

    async fn take_out(self: &Arc<Self>, id: &str, departed: &mut Departed<'_>) -> Result<(), PluginError> {
        let id = {
            let state = self.state();
            let at = state.known(id)?;
            state.roster.at(at).id().clone()
        };
        let mut errors = Vec::new();
        loop {
            // Whoever was never started is kept out, and comes back as it was.
            errors.extend(self.stop_with_dependents(id.as_str(), State::is_up).await);
            if matches!(errors.last(), Some(PluginError::State(_))) {
                return PluginError::all(errors);
            }
            let claim = self.claim(|state, bus| state.claim_unload(&id, bus)).await?;
            let Some(initialised) = claim else { continue };
            let mut passage = Passage::of(self, &id, Step::Unload);
            if initialised {
                errors.extend(passage.run(Step::Unload).await.err());
            }
            passage.leave(departed);
            return PluginError::all(errors);
        }
    }

    /// Removes everybody, the last started first: each is stopped and unloaded while those are there that it depends on.
    pub(super) async fn shutdown(self: &Arc<Self>) -> Result<(), PluginError> {
        let everybody = self.state().roster.ids();
        self.not_from_within(&everybody)?;
        self.state().stop_running();
        let mut errors = Vec::new();
        let mut departed = Departed::everybody(self);
        loop {
            let last = self.state().roster.members().last().map(|member| member.id().clone());
            let Some(last) = last else { break };
            match self.take_out(last.as_str(), &mut departed).await {
                Ok(()) | Err(PluginError::State(StateError::Unknown { .. })) => {}
                Err(refused @ PluginError::State(_)) => {
                    errors.push(refused);
                    break;
                }
                Err(error) => errors.push(error),
            }
        }
        PluginError::all(errors)
    }
}

/// A plugin that has been registered and is being started. If that is cancelled, it was never there.
struct Arrival<'a> {
    shared: &'a Arc<Shared>,
    id: &'a PluginId,
    serial: u64,
    pending: bool,
}

impl Arrival<'_> {
    fn end(mut self) {
        self.pending = false;
    }
}

impl Drop for Arrival<'_> {
    fn drop(&mut self) {
        self.shared.state().arrived(self.serial);
        // Whoever is not at rest has been taken on by somebody else, and stays.
        let claim = || {
            let claimed = self.shared.state().claim_unload(self.id, &self.shared.bus);
            matches!(claimed, Ok(Claim::Granted(_)))
        };
        if self.pending && claim() {
            Passage::of(self.shared, self.id, Step::Unload).leave(&mut Departed::one(self.shared));
        }
    }
}

/// A plugin that is to be started.
struct Due {
    plugin: PluginId,
    wish: Wish,
}

/// Why it is to be started.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wish {
    /// It was named.
    Asked,
    /// Everybody is to be started, or somebody needs it.
    Needed,
    /// Somebody would rather have it.
    Optional,
}
