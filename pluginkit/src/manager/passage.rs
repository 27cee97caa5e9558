//! A plugin on its way from one state to another: which hook is called, and what becomes of the plugin then.

use std::sync::Arc;

use super::PluginContext;
use super::events::{Bus, PluginEvent};
use super::member::{Guard, LifeError, Member, Members, Scope, release};
use super::shared::{AnyHub, Shared, State};
use crate::builtin::{Lifecycle, LifecycleCaller};
use crate::dispatch::{BoxFuture, ExtensionPoint, Limited, overrun};
use crate::enclosing::{Activity, Enclosed, Frame};
use crate::error::{HookError, PluginError, StartError, StopError};
use crate::id::PluginId;

/// A hook of [`Lifecycle`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Init,
    Start,
    Stop,
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

    pub(super) fn arrive(mut self, arrived: impl FnOnce(&mut State, &PluginId, &Bus)) {
        self.on_the_way = false;
        let done = self.step == Step::Stop;
        let owned = self.shared.change(|state, bus| {
            arrived(state, self.id, bus);
            if done { state.disown(self.id, Scope::Started) } else { Vec::new() }
        });
        release(owned);
    }

    /// Whatever came of it: the plugin is taken out, and with it what it owns.
    pub(super) fn leave(mut self, departed: &mut Departed) {
        self.on_the_way = false;
        let member = self.shared.change(|state, bus| {
            let member = departed.take(state, self.id, bus)?;
            bus.push(PluginEvent::Removed { plugin: self.id.clone() });
            let hubs = member.extensions.iter().filter_map(|entry| state.hubs.get(&entry.point()).cloned());
            departed.hubs.extend(hubs);
            Some(member)
        });
        if let Some(mut member) = member {
            member.disown();
            departed.members.push(member);
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

impl Shared {
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
    fn disown(&mut self, id: &PluginId, scope: Scope) -> Vec<Guard> {
        let at = self.roster.find(id.as_str());
        at.map(|at| std::mem::take(self.roster.at_mut(at).owned(scope))).unwrap_or_default()
    }
}

/// Those who have been taken out, and what has followed from that.
pub(super) struct Departed {
    scale: Scale,
    members: Members,
    /// The tables that may still hold their instances.
    hubs: Vec<Arc<dyn AnyHub>>,
    /// Those who were kept out because of them.
    woken: Vec<PluginId>,
}

/// How many are about to go.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scale {
    One,
    Everybody,
}

impl Departed {
    pub(super) fn new(scale: Scale) -> Self {
        Departed { scale, members: Vec::new(), hubs: Vec::new(), woken: Vec::new() }
    }

    fn take(&mut self, state: &mut State, id: &PluginId, bus: &Bus) -> Option<Box<Member>> {
        if self.scale == Scale::Everybody {
            return state.roster.take_last(id);
        }
        let before = state.roster.gated();
        let member = state.roster.take(id)?;
        let after = state.roster.gated();
        self.woken.extend(before.difference(&after).filter(|woken| *woken != id).cloned());
        state.publish_all(bus);
        Some(member)
    }

    /// Lets go of the instances, and says who is no longer kept out.
    pub(super) fn dismantle(self, shared: &Shared) -> Vec<PluginId> {
        if self.scale == Scale::Everybody {
            shared.change(|state, bus| {
                state.roster.settle();
                state.publish_all(bus);
            });
        }
        // A table that nobody calls would keep them.
        for hub in self.hubs {
            hub.renew();
        }
        self.members.into_iter().for_each(Member::dismantle);
        self.woken
    }
}
