//! A plugin on its way from one state to another: which hook is called, and what becomes of the plugin then.

use std::sync::Arc;

use super::PluginContext;
use super::departed::Departed;
use super::events::{Bus, PluginEvent};
use super::member::{Guard, LifeError, Scope, release};
use super::shared::{Shared, State};
use crate::builtin::{Lifecycle, LifecycleCaller};
use crate::dispatch::{BoxFuture, Limited, overrun};
use crate::enclosing::{self, Activity, Enclosed, Frame};
use crate::error::{HookError, PluginError, StartError, StopError};
use crate::id::PluginId;

/// A hook of [`Lifecycle`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// `init`
    Init,
    /// `start`
    Start,
    /// `stop`
    Stop,
    /// `unload`
    Unload,
}

impl Step {
    async fn call(self, caller: &LifecycleCaller, context: &PluginContext) -> Result<(), HookError> {
        match self {
            Step::Init => caller.init(context).await,
            Step::Start => caller.start(context).await,
            Step::Stop => caller.stop(context).await,
            Step::Unload => caller.unload(context).await,
        }
    }

    /// Its place among the hooks.
    pub(crate) const fn place(self) -> usize {
        self as usize
    }

    pub(crate) const fn hook(self) -> &'static str {
        match self {
            Step::Init => "lifecycle.init",
            Step::Start => "lifecycle.start",
            Step::Stop => "lifecycle.stop",
            Step::Unload => "lifecycle.unload",
        }
    }

    /// What it owns, and what is taken back when it fails or is done.
    fn scope(self) -> Scope {
        match self {
            Step::Init | Step::Unload => Scope::Loaded,
            Step::Start | Step::Stop => Scope::Started,
        }
    }

    pub(crate) fn failed(self, plugin: PluginId, source: HookError) -> LifeError {
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
pub(super) struct Passage<'p> {
    shared: &'p Arc<Shared>,
    id: &'p PluginId,
    step: Step,
    on_the_way: bool,
}

impl<'p> Passage<'p> {
    pub(super) fn of(shared: &'p Arc<Shared>, id: &'p PluginId, step: Step) -> Self {
        Passage { shared, id, step, on_the_way: true }
    }

    pub(super) async fn run(&mut self, step: Step) -> Result<(), PluginError> {
        self.step = step;
        match self.shared.run(self.id, step).await {
            Ok(()) => {
                self.shared.change(|state, _| {
                    if let Some(at) = state.roster.find(self.id.as_str()) {
                        state.roster.at_mut(at).initialised = true;
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

    /// Tells the plugin of what it has missed of historic hooks, before anybody calls it.
    pub(super) async fn make_up(&mut self) -> Result<(), PluginError> {
        let informed = Enclosed::new(self.shared.frame(self.id), self.shared.make_up(self.id)).await;
        informed.map_err(|error| {
            let failure = self.step.failed(self.id.clone(), error);
            self.fail(failure.clone());
            failure.into()
        })
    }

    pub(super) fn arrive(mut self, arrived: impl FnOnce(&mut State, &PluginId, &Bus)) {
        self.on_the_way = false;
        let over: &[Scope] = if self.step == Step::Stop { &[Scope::Started] } else { &[] };
        self.come_to_rest(over, |state, bus| arrived(state, self.id, bus));
    }

    /// Whatever came of it: the plugin is taken out, and with it what it owns.
    pub(super) fn leave(mut self, departed: &mut Departed<'_>) {
        self.on_the_way = false;
        let member = self.come_to_rest(&[Scope::Started, Scope::Loaded], |state, bus| {
            let member = departed.take(state, self.id, bus);
            bus.push(PluginEvent::Removed { plugin: self.id.clone() });
            member
        });
        departed.add(member);
    }

    fn fail(&mut self, failure: LifeError) {
        self.on_the_way = false;
        self.come_to_rest(&[self.step.scope()], |state, bus| {
            state.failed(self.id, failure, bus);
            if let Some(at) = state.roster.find(self.id).filter(|_| self.step == Step::Unload) {
                state.roster.at_mut(at).initialised = false;
            }
        });
    }

    /// Drops what is owned in these scopes, while everybody else still waits; and lets the plugin arrive when nothing is left:
    /// whoever is next does not meet what the last run owned.
    fn come_to_rest<T>(&self, over: &[Scope], arrive: impl FnOnce(&mut State, &Bus) -> T) -> T {
        loop {
            let mut state = self.shared.state();
            let owned =
                over.iter().map(|&scope| state.disown(self.id, scope)).find(|owned| !owned.is_empty());
            let Some(owned) = owned else {
                let arrived = arrive(&mut state, &self.shared.bus);
                drop(state);
                self.shared.passed.notify(usize::MAX);
                self.shared.tidy();
                return arrived;
            };
            drop(state);
            enclosing::within(self.shared.frame(self.id), || release(owned));
        }
    }
}

impl Drop for Passage<'_> {
    fn drop(&mut self) {
        if self.on_the_way {
            self.fail(self.step.cancelled(self.id.clone()));
        }
    }
}

impl Shared {
    /// That code is about this plugin, which passes from one state to another meanwhile.
    pub(super) fn frame(&self, id: &PluginId) -> Frame {
        Frame { manager: self.address(), plugin: id.clone(), activity: Activity::Passing }
    }

    /// Calls a lifecycle hook of one plugin.
    async fn run(self: &Arc<Self>, id: &PluginId, step: Step) -> Result<(), HookError> {
        let prepared = {
            let state = self.state();
            let at =
                state.roster.find(id).filter(|at| state.roster.answers::<dyn Lifecycle>(*at, step.hook()));
            at.and_then(|at| {
                let caller = self.lone_caller::<dyn Lifecycle>(&state, at)?;
                Some((caller, self.context(state.roster.at(at), step.scope())))
            })
        };
        let Some((caller, context)) = prepared else { return Ok(()) };
        let call: BoxFuture<'_, _> = Box::pin(async move { step.call(&caller, &context).await });
        let frame = self.frame(id);
        let limit = self.settings.lifecycle_timeout;
        let done = Limited::new(Box::pin(Enclosed::new(frame, call)), limit).await;
        done.unwrap_or_else(|payload| Err(overrun(&self.owner(id), step.hook(), payload)))
    }
}

impl State {
    fn disown(&mut self, id: &PluginId, scope: Scope) -> Vec<Guard> {
        let at = self.roster.find(id.as_str());
        at.map(|at| std::mem::take(self.roster.at_mut(at).owned(scope))).unwrap_or_default()
    }
}
