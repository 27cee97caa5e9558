//! Starting, stopping and removing: what is claimed under the lock is done outside of it.

use std::sync::Arc;

use event_listener::EventListener;

use super::enclosing::{self, Activity, Enclosed, Frame};
use super::events::{Bus, PluginEvent};
use super::member::{Life, LifeError, Scope, release};
use super::roster::Needs;
use super::shared::{Shared, State};
use super::transitions::{Begin, Claim};
use crate::builtin::{Lifecycle, LifecycleCaller};
use crate::dispatch::{BoxFuture, ExtensionPoint, Limited, overrun};
use crate::error::{HookError, PluginError, StartError, StateError, StopError};
use crate::id::PluginId;
use crate::identity::Identity;
use crate::plugin::{AnyPlugin, PluginEntry};
use crate::state::StartPolicy;

impl Shared {
    /// Starts everybody whom no gate keeps out.
    pub(super) async fn start(self: &Arc<Self>) -> Result<(), PluginError> {
        let due: Vec<Due> = {
            let mut state = self.state();
            state.running = true;
            let members = state.roster.members().iter();
            members.filter(|member| !member.is_gated()).map(|member| Due::wanted(member.id())).collect()
        };
        let started = self.start_each(due).await;
        if started.is_err() && self.settings.start_policy == StartPolicy::RollBack {
            self.state().running = false;
        }
        started
    }

    /// Starts a plugin, and before it everything that it depends on.
    pub(super) async fn start_plugin(self: &Arc<Self>, id: &str) -> Result<(), PluginError> {
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
                .map(|below| Due {
                    plugin: state.roster.at(below).id().clone(),
                    wanted: below == at || needed.contains(&below),
                })
                .collect()
        };
        self.start_each(due).await
    }

    async fn start_each(self: &Arc<Self>, due: Vec<Due>) -> Result<(), PluginError> {
        self.not_from_within(due.iter().map(|due| &due.plugin))?;
        let roll_back = self.settings.start_policy == StartPolicy::RollBack;
        let mut started = Vec::new();
        let mut errors = Vec::new();
        for Due { plugin, wanted } in due {
            match self.start_one(&plugin).await {
                Ok(true) => started.push(plugin),
                Ok(false) => {}
                Err(error) if !wanted => {
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
            for plugin in started.iter().rev() {
                errors.extend(self.stop_one(plugin).await.err());
            }
        }
        PluginError::all(errors)
    }

    /// Whether it was started now, and not before.
    async fn start_one(self: &Arc<Self>, id: &PluginId) -> Result<bool, PluginError> {
        let mut waited = false;
        let claim = self.claim(|state, bus| state.claim_start(id, &mut waited, bus)).await?;
        let Some(Begin { initialised }) = claim else { return Ok(false) };
        let mut passage = Passage::of(self, id, Step::Start);
        if !initialised {
            passage.run(Step::Init).await?;
        }
        passage.run(Step::Start).await?;
        passage.arrive(State::started);
        Ok(true)
    }

    /// Stops everybody, those who depend on others first.
    pub(super) async fn stop(self: &Arc<Self>) -> Result<(), PluginError> {
        self.state().running = false;
        PluginError::all(self.stop_each(|state| Ok((0..state.roster.members().len()).collect())).await)
    }

    /// Stops a plugin, and before it everybody who needs it.
    pub(super) async fn stop_plugin(self: &Arc<Self>, id: &str) -> Result<(), PluginError> {
        PluginError::all(self.stop_with_dependents(id).await)
    }

    async fn stop_with_dependents(self: &Arc<Self>, id: &str) -> Vec<PluginError> {
        let concerned = |state: &State| {
            let at = state.known(id)?;
            Ok(state.roster.above(at, Needs::Required).into_iter().chain([at]).collect())
        };
        self.stop_each(concerned).await
    }

    /// Stops those who are concerned, the last started first, and goes on past failures. Who is concerned is asked again and
    /// again: others may be started while this waits.
    async fn stop_each(
        self: &Arc<Self>,
        concerned: impl Fn(&State) -> Result<Vec<usize>, StateError>,
    ) -> Vec<PluginError> {
        let mut errors = Vec::new();
        let named = |state: &State| -> Result<Vec<PluginId>, StateError> {
            Ok(concerned(state)?.into_iter().map(|at| state.roster.at(at).id().clone()).collect())
        };
        let everybody = named(&self.state());
        if let Err(error) = everybody.and_then(|everybody| self.not_from_within(&everybody)) {
            return vec![error.into()];
        }
        loop {
            let last = {
                let state = self.state();
                let concerned = concerned(&state).unwrap_or_default();
                let up = concerned.into_iter().filter(|&at| state.is_up(at) || state.is_idle(at));
                up.max().map(|at| state.roster.at(at).id().clone())
            };
            let Some(last) = last else { return errors };
            match self.stop_one(&last).await {
                Ok(()) => {}
                Err(refused @ PluginError::State(_)) => {
                    errors.push(refused);
                    return errors;
                }
                Err(error) => errors.push(error),
            }
        }
    }

    async fn stop_one(self: &Arc<Self>, id: &PluginId) -> Result<(), PluginError> {
        let claim = match self.claim(|state, bus| state.claim_stop(id, bus)).await {
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
        let id = self.take_in(entry, identity, instance)?;
        let woken = self.admit_all();
        if !self.state().running {
            return Ok(());
        }
        if let Err(error) = self.start_plugin(id.as_str()).await {
            let removed = self.remove(id.as_str()).await;
            return PluginError::all([error].into_iter().chain(removed.err()).collect());
        }
        for plugin in woken {
            if let Err(error) = self.start_plugin(plugin.as_str()).await {
                tracing::warn!(%plugin, %error, "a plugin that was waited for has come, and this one could not be started");
            }
        }
        Ok(())
    }

    /// Stops a plugin, unloads it, and takes it out.
    pub(super) async fn remove(self: &Arc<Self>, id: &str) -> Result<(), PluginError> {
        let id = {
            let state = self.state();
            let at = state.known(id)?;
            state.roster.at(at).id().clone()
        };
        let mut errors = Vec::new();
        loop {
            errors.extend(self.stop_with_dependents(id.as_str()).await);
            if matches!(errors.last(), Some(PluginError::State(_))) {
                return PluginError::all(errors);
            }
            let claim = self.claim(|state, bus| state.claim_unload(&id, bus)).await?;
            let Some(initialised) = claim else { continue };
            let mut passage = Passage::of(self, &id, Step::Unload);
            if initialised {
                errors.extend(passage.run(Step::Unload).await.err());
            }
            passage.leave();
            return PluginError::all(errors);
        }
    }

    /// Stops everybody, and removes everybody.
    pub(super) async fn shutdown(self: &Arc<Self>) -> Result<(), PluginError> {
        let mut errors: Vec<PluginError> = self.stop().await.err().into_iter().collect();
        if matches!(errors.last(), Some(PluginError::State(_))) {
            return PluginError::all(errors);
        }
        loop {
            let last = self.state().roster.members().last().map(|member| member.id().clone());
            let Some(last) = last else { break };
            match self.remove(last.as_str()).await {
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

    /// Waits until a claim is granted, or is found to be needless.
    async fn claim<T>(
        &self,
        mut claim: impl FnMut(&mut State, &Bus) -> Result<Claim<T>, PluginError>,
    ) -> Result<Option<T>, PluginError> {
        let inside = enclosing::around(self.address(), Activity::Passing);
        loop {
            match self.claim_or_listen(&inside, &mut claim)? {
                Ok(claimed) => {
                    self.bus.deliver();
                    return Ok(claimed);
                }
                Err((plugin, passed)) => {
                    let _waits = Waits { shared: self, inside: &inside, plugin };
                    passed.await;
                }
            }
        }
    }

    /// What came of a claim; or for whom to wait, and how.
    fn claim_or_listen<T>(
        &self,
        inside: &[PluginId],
        claim: &mut impl FnMut(&mut State, &Bus) -> Result<Claim<T>, PluginError>,
    ) -> Result<Result<Option<T>, (PluginId, EventListener)>, PluginError> {
        let mut state = self.state();
        Ok(match claim(&mut state, &self.bus)? {
            Claim::Granted(granted) => Ok(Some(granted)),
            Claim::Needless => Ok(None),
            Claim::Wait(plugin) => {
                reentrant(state.waiting.begin(inside, &plugin), &plugin)?;
                // Still under the lock: whoever comes to rest takes it first, and tells those who listen after.
                Err((plugin, self.passed.listen()))
            }
        })
    }

    /// Refuses what would have to wait for the very hook that asks for it, before anything has been done.
    fn not_from_within<'p>(&self, plugins: impl IntoIterator<Item = &'p PluginId>) -> Result<(), StateError> {
        let inside = enclosing::around(self.address(), Activity::Passing);
        if inside.is_empty() {
            return Ok(());
        }
        let mut state = self.state();
        for plugin in plugins {
            let passing = state.roster.find(plugin.as_str()).map(|at| state.roster.at(at).life.is_passing());
            if passing == Some(true) {
                reentrant(state.waiting.begin(&inside, plugin), plugin)?;
                state.waiting.end(&inside, plugin);
            }
        }
        Ok(())
    }

    /// Calls a lifecycle hook of one plugin.
    async fn run(self: &Arc<Self>, id: &PluginId, step: Step) -> Result<(), HookError> {
        let prepared = {
            let state = self.state();
            state.roster.find(id.as_str()).and_then(|at| {
                let caller = self.lone_caller::<dyn Lifecycle>(&state.roster, at)?;
                Some((caller, self.context(state.roster.at(at), step.scope())))
            })
        };
        let Some((caller, context)) = prepared else { return Ok(()) };
        let call: BoxFuture<'_, _> = Box::pin(async move { step.call(&caller, &context).await });
        let frame = Frame { manager: self.address(), plugin: id.clone(), activity: Activity::Passing };
        let limit = self.settings.lifecycle_timeout;
        let done = Limited::new(Box::pin(Enclosed::new(frame, call)), limit).await;
        done.unwrap_or_else(|payload| Err(overrun(&self.owner(id), step.hook(), payload)))
    }
}

impl State {
    /// Whether a plugin may be called although nobody has started it.
    fn is_idle(&self, at: usize) -> bool {
        self.roster.at(at).life == Life::Loaded
    }
}

fn reentrant(ring: Result<(), PluginId>, plugin: &PluginId) -> Result<(), StateError> {
    ring.map_err(|within| StateError::Reentrant { plugin: plugin.clone(), within })
}

/// A plugin that is to be started.
struct Due {
    plugin: PluginId,
    /// Whether the others can do without it.
    wanted: bool,
}

impl Due {
    fn wanted(plugin: &PluginId) -> Self {
        Due { plugin: plugin.clone(), wanted: true }
    }
}

/// While it lives, hooks are known to wait for a plugin.
struct Waits<'w> {
    shared: &'w Shared,
    inside: &'w [PluginId],
    plugin: PluginId,
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.shared.state().waiting.end(self.inside, &self.plugin);
    }
}

/// A hook of [`Lifecycle`].
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Init,
    Start,
    Stop,
    Unload,
}

impl Step {
    async fn call(self, caller: &LifecycleCaller, context: &super::PluginContext) -> Result<(), HookError> {
        match self {
            Step::Init => caller.init(context).await,
            Step::Start => caller.start(context).await,
            Step::Stop => caller.stop(context).await,
            Step::Unload => caller.unload(context).await,
        }
    }

    fn hook(self) -> &'static str {
        <dyn Lifecycle as ExtensionPoint>::HOOKS[self as usize].id()
    }

    /// What it owns, and what is taken back when it fails or is done.
    fn scope(self) -> Scope {
        match self {
            Step::Init | Step::Unload => Scope::Loaded,
            Step::Start | Step::Stop => Scope::Started,
        }
    }

    fn failed(self, plugin: PluginId, source: HookError) -> LifeError {
        match self {
            Step::Init | Step::Start => LifeError::Start(StartError::Failed { plugin, source }),
            Step::Stop | Step::Unload => LifeError::Stop(StopError::Failed { plugin, source }),
        }
    }

    fn cancelled(self, plugin: PluginId) -> LifeError {
        let hook = self.hook();
        match self {
            Step::Init | Step::Start => LifeError::Start(StartError::Cancelled { plugin, hook }),
            Step::Stop | Step::Unload => LifeError::Stop(StopError::Cancelled { plugin, hook }),
        }
    }
}

/// A claim that has been granted: a plugin on its way from one state to another. Dropped before it has arrived, it leaves the
/// plugin failed.
struct Passage<'p> {
    shared: &'p Arc<Shared>,
    id: &'p PluginId,
    step: Step,
    on_the_way: bool,
}

impl<'p> Passage<'p> {
    fn of(shared: &'p Arc<Shared>, id: &'p PluginId, step: Step) -> Self {
        Passage { shared, id, step, on_the_way: true }
    }

    async fn run(&mut self, step: Step) -> Result<(), PluginError> {
        self.step = step;
        match self.shared.run(self.id, step).await {
            Ok(()) => {
                self.shared.change(|state, _| {
                    if let Some(at) = state.roster.find(self.id.as_str()) {
                        state.roster.at_mut(at).initialised = step != Step::Unload;
                    }
                });
                Ok(())
            }
            Err(error) => {
                let failure = step.failed(self.id.clone(), error);
                // Whoever does not unload as it should is gone all the same.
                if step != Step::Unload {
                    self.fail(failure.clone());
                }
                Err(failure.into())
            }
        }
    }

    fn arrive(mut self, arrived: impl FnOnce(&mut State, &PluginId, &Bus)) {
        self.on_the_way = false;
        let done = self.step == Step::Stop;
        let owned = self.shared.change(|state, bus| {
            arrived(state, self.id, bus);
            if done { state.disown(self.id, Scope::Started) } else { Vec::new() }
        });
        release(owned);
    }

    /// Whatever came of it: the plugin is taken out.
    fn leave(mut self) {
        self.on_the_way = false;
        let (member, hubs) = self.shared.change(|state, bus| {
            let member = state.roster.take(self.id.as_str());
            let extended = member.iter().flat_map(|member| &member.extensions);
            let hubs: Vec<_> = extended.filter_map(|entry| state.hubs.get(&entry.point()).cloned()).collect();
            if member.as_ref().is_some_and(|member| member.called) {
                bus.push(PluginEvent::Deactivated { plugin: self.id.clone() });
            }
            state.publish_all(bus);
            bus.push(PluginEvent::Removed { plugin: self.id.clone() });
            (member, hubs)
        });
        // Tables that nobody calls would keep the instance.
        for hub in hubs {
            hub.renew();
        }
        if let Some(member) = member {
            member.dismantle();
        }
    }

    fn fail(&mut self, failure: LifeError) {
        self.on_the_way = false;
        let owned = self.shared.change(|state, bus| {
            state.failed(self.id, failure, bus);
            if let Some(at) = state.roster.find(self.id.as_str()).filter(|_| self.step == Step::Unload) {
                state.roster.at_mut(at).initialised = false;
            }
            state.disown(self.id, self.step.scope())
        });
        release(owned);
    }
}

impl Drop for Passage<'_> {
    fn drop(&mut self) {
        if self.on_the_way {
            self.fail(self.step.cancelled(self.id.clone()));
        }
    }
}

impl State {
    fn disown(&mut self, id: &PluginId, scope: Scope) -> Vec<super::member::Guard> {
        let at = self.roster.find(id.as_str());
        at.map(|at| std::mem::take(self.roster.at_mut(at).owned(scope))).unwrap_or_default()
    }
}
