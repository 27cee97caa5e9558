//! What every clone of a manager shares: the roster behind its lock, the hubs of the points, and who is told of changes.
//!
//! No plugin code runs while the lock is held. What is to be dropped is handed out and dropped after.

use std::any::{Any, TypeId};
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Weak};

use event_listener::Event;

#[cfg(feature = "config")]
use super::configuration::Kept;
use super::context::{Membership, PluginContext};
use super::discovery::DiscoveryResult;
use super::events::{Bus, PluginEvent};
use super::member::{Guard, Life, LifeError, Member, Scope, now};
use super::meters::Meters;
#[cfg(web)]
use super::mounts::Mounts;
use super::policies::Policies;
use super::roster::Roster;
use super::settings::Settings;
use super::shared_state::States;
use super::waiting::Waiting;
use crate::builtin::{ErrorHook, HookObserver};
use crate::dispatch::{Audience, ExtensionPoint, Handle, Hub, Pasts, Source, Table, discard};
use crate::enclosing::{self, Activity};
use crate::entry::{FailureListener, Listener};
use crate::error::{HookError, StateError};
use crate::id::PluginId;
use crate::plugin::Plugin;
use crate::resolve::Attachment;
use crate::state::PluginState;
use crate::sync::{Mutex, MutexGuard, lock};
use crate::watch::Watchers;

pub(super) struct Shared {
    state: Mutex<State>,
    /// Told whenever somebody has passed from one state to another.
    pub(super) passed: Event,
    pub(super) bus: Arc<Bus>,
    pub(super) settings: Settings,
    pub(super) meters: Arc<Meters>,
    pub(super) policies: Arc<Policies>,
    #[cfg(feature = "config")]
    pub(super) kept: Kept,
    #[cfg(web)]
    pub(super) mounts: Mounts,
    #[cfg(feature = "i18n")]
    pub(super) texts: crate::i18n::Memory,
    /// What plugins share. It goes after them.
    pub(super) states: States,
    listener: Listener,
    /// Itself, for those whom it must not keep alive and who must not keep it.
    this: Weak<Shared>,
}

#[derive(Default)]
pub(super) struct State {
    pub(super) roster: Roster,
    pub(super) hubs: HashMap<TypeId, Arc<dyn AnyHub>>,
    /// Whether `start` has been asked for, and `stop` has not since.
    pub(super) running: bool,
    /// How often that has been asked for.
    pub(super) starts: u64,
    /// What was begun in an epoch is not gone on with in the next.
    pub(super) epoch: Epoch,
    /// Plugins' errors that nobody needs any more: what their destructors do is not to be done under the lock.
    pub(super) remains: Vec<LifeError>,
    /// Ids of plugins that are on their way in.
    pub(super) registering: HashSet<PluginId>,
    pub(super) waiting: Waiting,
    /// Who may want to watch calls, beside observers.
    pub(super) watchers: Watchers,
    /// The observers, as long as nothing has changed about them.
    observers: OnceCell<Watchers>,
    /// Observers as they were, and with them perhaps the last hold on a plugin.
    outdated: Vec<Watchers>,
    /// Ids that the host enables and nobody has.
    pub(super) undiscovered: Vec<PluginId>,
    pub(super) last_discovery: DiscoveryResult,
}

/// How often everybody has been asked to stop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Epoch(u64);

/// The hub of a point, whichever it is.
pub(super) trait AnyHub: Pasts + Any {
    fn invalidate(&self);
    fn renew(&self);
    fn conclude(&self, attachments: Vec<Attachment>);
}

impl<T: Table> AnyHub for Hub<T> {
    fn invalidate(&self) {
        Hub::invalidate(self);
    }

    fn renew(&self) {
        Hub::renew(self);
    }

    fn conclude(&self, attachments: Vec<Attachment>) {
        Hub::conclude(self, attachments);
    }
}

impl Shared {
    pub(super) fn new(mut settings: Settings) -> Arc<Self> {
        let bus = Arc::default();
        let policies = Arc::new(Policies::new(std::mem::take(&mut settings.rules), &bus));
        #[cfg(feature = "config")]
        let kept = Kept::new(settings.config.0.clone(), settings.config.1.clone());
        Arc::new_cyclic(|this| Shared {
            state: Mutex::new(State::default()),
            passed: Event::new(),
            bus,
            settings,
            meters: Arc::default(),
            policies,
            #[cfg(feature = "config")]
            kept,
            #[cfg(web)]
            mounts: Mounts::default(),
            #[cfg(feature = "i18n")]
            texts: crate::i18n::Memory::default(),
            states: States::default(),
            listener: Arc::new(Box::new(Ear(this.clone()))),
            this: this.clone(),
        })
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// Changes something under the lock, and tells everybody afterwards.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut State, &Bus) -> T) -> T {
        let changed = change(&mut self.state(), &self.bus);
        self.passed.notify(usize::MAX);
        self.tidy();
        changed
    }

    /// What is left to do after the lock has been given back: tells everybody, and drops what is left over.
    pub(super) fn tidy(&self) {
        self.bus.deliver();
        let (remains, outdated) = {
            let mut state = self.state();
            (std::mem::take(&mut state.remains), std::mem::take(&mut state.outdated))
        };
        remains.into_iter().for_each(discard);
        outdated.into_iter().for_each(discard);
    }

    /// How the frames of this manager's hooks are told from those of others.
    pub(super) fn address(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }

    pub(super) fn caller<P: ExtensionPoint + ?Sized>(&self) -> P::Caller {
        let point = TypeId::of::<P>();
        let hub = {
            let mut state = self.state();
            let watchers = self.watchers_of(&state, point);
            let State { roster, hubs, .. } = &mut *state;
            let hub = hubs.entry(point).or_insert_with(|| {
                let source = Arc::new(PointSource { shared: self.this.clone(), point });
                Arc::new(Hub::<P::Table>::new(roster.active(point), source, self.audience(watchers)))
            });
            Arc::clone(hub)
        };
        let hub: Arc<dyn Any + Send + Sync> = hub;
        let Ok(hub) = hub.downcast::<Hub<P::Table>>() else {
            unreachable!("hubs are kept by the type of their point")
        };
        P::caller(Handle::new(&hub))
    }

    /// A caller of a built-in point that calls one plugin only, whether or not its other hooks are called; `None` where there
    /// is nobody to call.
    pub(super) fn lone_caller<P: ExtensionPoint + ?Sized>(
        &self,
        state: &State,
        at: usize,
    ) -> Option<P::Caller> {
        let point = TypeId::of::<P>();
        let attachments = state.roster.alone(at, point);
        if attachments.is_empty() {
            return None;
        }
        let hub = Hub::<P::Table>::fixed(attachments, self.audience(self.watchers_of(state, point)));
        Some(P::caller(Handle::new(&Arc::new(hub))))
    }

    pub(super) fn listener(&self) -> Listener {
        Arc::clone(&self.listener)
    }

    fn audience(&self, watchers: Watchers) -> Audience {
        let policies = Arc::clone(&self.policies);
        Audience { listener: self.listener(), watchers, governor: policies }
    }

    /// Who may want to watch the calls of a point. Those in which plugins hear of calls and of failures are watched by nobody:
    /// there would be no end to it.
    fn watchers_of(&self, state: &State, point: TypeId) -> Watchers {
        if [TypeId::of::<dyn ErrorHook>(), TypeId::of::<dyn HookObserver>()].contains(&point) {
            return Watchers::default();
        }
        let observers = state.observers.get_or_init(|| self.observers(state));
        state.watchers.and(observers)
    }

    /// Changes who watches: whoever calls next has a table built for the new ones.
    pub(super) fn watch(&self, watchers: impl FnOnce(&Watchers) -> Watchers) {
        let before = {
            let mut state = self.state();
            let watchers = watchers(&state.watchers);
            state.invalidate();
            std::mem::replace(&mut state.watchers, watchers)
        };
        discard(before);
        self.tidy();
    }

    pub(super) fn ids(&self) -> Vec<PluginId> {
        let state = self.state();
        let there = |at: &usize| !matches!(state.roster.state(*at), PluginState::Filtered(_));
        let there = (0..state.roster.members().len()).filter(there);
        there.map(|at| state.roster.at(at).id().clone()).collect()
    }

    /// An instance of a plugin type.
    pub(super) fn instance<P: Plugin>(&self) -> Option<Arc<P>> {
        let state = self.state();
        let instances = state.roster.members().iter().filter(|member| !member.is_gated());
        instances.filter_map(|member| member.instance.clone()).find_map(|instance| instance.downcast().ok())
    }

    pub(super) fn enable(&self, id: &str) -> Result<(), StateError> {
        self.make_up_now(id)?;
        self.toggle(id, |state, at| state.roster.filtered(at).map_or(Ok(false), Err))?;
        self.restore(id)
    }

    pub(super) fn restore(&self, id: &str) -> Result<(), StateError> {
        let plugin = {
            let state = self.state();
            state.roster.at(state.known(id)?).id().clone()
        };
        self.policies.restore(&plugin);
        Ok(())
    }

    pub(super) fn disable(&self, id: &str) -> Result<(), StateError> {
        self.toggle(id, |_, _| Ok(true))
    }

    fn toggle(
        &self,
        id: &str,
        disabled: impl FnOnce(&State, usize) -> Result<bool, StateError>,
    ) -> Result<(), StateError> {
        self.change(|state, bus| {
            let at = state.known(id)?;
            let disabled = disabled(state, at)?;
            if state.roster.at(at).disabled != disabled {
                state.update(at, bus, |member| {
                    member.disabled = disabled;
                    member.last_change = now();
                });
            }
            Ok(())
        })
    }

    pub(super) fn context(&self, member: &Member, scope: Scope) -> PluginContext {
        let membership = Membership {
            manager: self.this.clone(),
            serial: member.serial,
            run: member.run,
            scope,
            states: Arc::downgrade(&member.states),
        };
        PluginContext::member(member.id().clone(), membership)
    }

    /// Keeps something for a plugin, or gives it back where it is too late.
    pub(super) fn own(&self, plugin: &PluginId, membership: &Membership, guard: Guard) -> Option<Guard> {
        let mut state = self.state();
        let Some(at) = state.roster.find(plugin.as_str()) else { return Some(guard) };
        let member = state.roster.at_mut(at);
        let in_time = match membership.scope {
            Scope::Loaded => true,
            Scope::Started => {
                member.run == membership.run
                    && matches!(member.life, Life::Starting | Life::Started | Life::Stopping)
            }
        };
        if member.serial != membership.serial || !in_time {
            return Some(guard);
        }
        member.owned(membership.scope).push(guard);
        None
    }
}

impl State {
    /// After a change of these members: who is called now and was not, or was and is not?
    pub(super) fn publish(&mut self, members: impl IntoIterator<Item = usize>, bus: &Bus) {
        for at in members {
            let (called, shown) = (self.roster.is_called(at), self.roster.state(at));
            let member = self.roster.at_mut(at);
            if std::mem::replace(&mut member.shown, shown) != shown {
                member.last_change = now();
            }
            if std::mem::replace(&mut member.called, called) == called {
                continue;
            }
            let plugin = member.id().clone();
            if self.roster.at(at).observes() {
                self.invalidate();
            }
            // Callers of other points keep the tables they hold.
            for entry in self.roster.at(at).extensions.iter() {
                if let Some(hub) = self.hubs.get(&entry.point()) {
                    hub.invalidate();
                }
            }
            bus.push(if called {
                PluginEvent::Activated { plugin }
            } else {
                PluginEvent::Deactivated { plugin }
            });
        }
    }

    /// After members have come or gone, and with them perhaps what others need, and their places in call orders.
    pub(super) fn publish_all(&mut self, bus: &Bus) {
        self.invalidate();
        self.publish(0..self.roster.members().len(), bus);
    }

    /// Every table has changed, and who watches perhaps too.
    pub(super) fn invalidate(&mut self) {
        self.outdated.extend(self.observers.take());
        for hub in self.hubs.values() {
            hub.invalidate();
        }
    }

    /// Works out anew what follows from who is there, and publishes it.
    pub(super) fn settle(&mut self, bus: &Bus) {
        self.roster.settle();
        self.publish_all(bus);
    }

    /// Changes a member, and publishes what follows.
    pub(super) fn update(&mut self, at: usize, bus: &Bus, change: impl FnOnce(&mut Member)) {
        let concerned = self.roster.change(at, change);
        self.publish(concerned, bus);
    }

    pub(super) fn known(&self, id: &str) -> Result<usize, StateError> {
        self.roster.known(id)
    }

    /// Everybody is asked to stop.
    pub(super) fn stop_running(&mut self) {
        self.running = false;
        self.epoch.0 += 1;
    }
}

/// Knows what the table of a point is made of, as long as there is a manager.
struct PointSource {
    shared: Weak<Shared>,
    point: TypeId,
}

impl Source for PointSource {
    fn with_attachments(&self, renew: &mut dyn FnMut(Vec<Attachment>, Watchers)) {
        if let Some(shared) = self.shared.upgrade() {
            let state = shared.state();
            let watchers = shared.watchers_of(&state, self.point);
            renew(state.roster.active(self.point), watchers);
        }
    }
}

/// Hears of every failure of every call, whoever called.
struct Ear(Weak<Shared>);

impl FailureListener for Ear {
    fn failed(&self, error: &HookError) {
        let Some(shared) = self.0.upgrade() else { return };
        shared.bus.push(PluginEvent::HookFailed { error: error.clone() });
        shared.bus.deliver();
        if !enclosing::around(shared.address(), Activity::OnError).iter().any(|busy| busy == error.plugin()) {
            shared.on_error(error);
        }
    }
}

impl Drop for Shared {
    /// Nobody can be waited for here, so no `stop` is called; what plugins own is dropped in the order in which they would
    /// have been stopped.
    fn drop(&mut self) {
        let State { roster, hubs, observers, outdated, .. } = &mut *lock(&self.state);
        discard((observers.take(), std::mem::take(outdated)));
        let started = roster.members().iter().rev().filter(|member| member.life == Life::Started);
        let started: Vec<PluginId> = started.map(|member| member.id().clone()).collect();
        for (point, hub) in hubs.drain() {
            hub.conclude(roster.active(point));
        }
        if !started.is_empty() {
            tracing::warn!(plugins = ?started, "the plugin manager was dropped while plugins were started; their `stop` was not called");
            self.bus.push(PluginEvent::Abandoned { plugins: started });
        }
        roster.drain().for_each(Member::dismantle);
        self.bus.deliver();
    }
}
