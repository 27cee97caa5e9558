//! A plugin that a manager knows, with everything that is kept about it.

use std::any::{Any, TypeId};
use std::sync::Arc;
use std::time::SystemTime;

use super::shared_state::States;
use crate::builtin::{HookObserver, Lifecycle};
use crate::dispatch::{ExtensionPoint, discard};
use crate::entry::ExtensionEntry;
use crate::error::{DiscoveryError, Ordered, PluginError, ResolutionError, StartError, StopError};
use crate::id::PluginId;
use crate::identity::Identity;
use crate::plugin::{AnyPlugin, PluginEntry};
use crate::point::Facts;
use crate::resolve::{Attachment, Edge, Extension, Refusal};
use crate::state::{HealthStatus, PluginState, Source};

/// They are moved more often than they are looked at.
#[allow(clippy::vec_box, reason = "a member is large, and is put in order again and again")]
pub(super) type Members = Vec<Box<Member>>;

pub(super) struct Member {
    pub(super) identity: Arc<Identity>,
    pub(super) entry: PluginEntry,
    pub(super) source: Source,
    /// Shared by all of one type.
    pub(super) extensions: Arc<[&'static ExtensionEntry]>,
    /// Tells two plugins apart that have the same id one after the other.
    pub(super) serial: u64,

    /// What a gate has said, and what was said on the way.
    pub(super) refusal: Option<Refusal>,
    pub(super) warnings: Vec<DiscoveryError>,

    pub(super) instance: Option<AnyPlugin>,
    pub(super) life: Life,
    pub(super) initialised: bool,
    pub(super) disabled: bool,
    pub(super) failure: Option<LifeError>,
    pub(super) health: HealthStatus,
    pub(super) owned: [Vec<Guard>; 2],
    /// What it keeps for itself, from start to start.
    pub(super) states: Arc<States>,
    /// How often it has been started: what one start owns is not another's.
    pub(super) run: u64,
    /// How often somebody has asked for it and found it started: then it is not only theirs to stop who started it.
    pub(super) wanted: u32,
    pub(super) loaded_at: Option<SystemTime>,
    pub(super) last_change: Option<SystemTime>,

    /// What follows from the other members: see `Roster::settle`.
    pub(super) bonds: Bonds,
    /// Whether its hooks are called, as everybody has been told.
    pub(super) called: bool,
    /// Its state, as it was last looked at.
    pub(super) shown: PluginState,
}

/// Where a plugin is in its life, whoever is allowed to call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Life {
    /// There is no instance.
    Awaited,
    /// Somebody makes one.
    Constructing,
    Loaded,
    Starting,
    Started,
    Stopping,
    Stopped,
    Failed,
    /// It is about to be removed.
    Unloading,
}

impl Life {
    /// Somebody is at it; the others wait.
    pub(super) fn is_passing(self) -> bool {
        matches!(self, Life::Constructing | Life::Starting | Life::Stopping | Life::Unloading)
    }
}

/// What left a plugin failed.
#[derive(Clone)]
pub(crate) enum LifeError {
    Start(StartError),
    Stop(StopError),
}

impl From<LifeError> for PluginError {
    fn from(error: LifeError) -> Self {
        match error {
            LifeError::Start(error) => error.into(),
            LifeError::Stop(error) => error.into(),
        }
    }
}

/// How a member hangs together with the others. Indices are those of the roster.
#[derive(Default)]
pub(super) struct Bonds {
    /// The length of the longest chain of dependencies below it.
    pub(super) rank: usize,
    /// Its dependencies that are there, in the right version.
    pub(super) dependencies: Vec<Edge>,
    /// Those that need it.
    pub(super) dependents: Vec<usize>,
    /// What is wrong with its dependencies.
    pub(super) unmet: Vec<ResolutionError>,
    /// The dependency because of which it is kept out, itself kept out.
    pub(super) blocked_by: Option<usize>,
    /// The dependency because of which it cannot be started, itself failed.
    pub(super) failed_below: Option<usize>,
}

/// Something that a plugin owns: dropping it takes it back.
pub(super) type Guard = Box<dyn Any + Send>;

/// How long something is owned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// From `init` to `unload`.
    Loaded,
    /// From `start` to `stop`.
    Started,
}

impl Member {
    pub(super) fn new(
        entry: PluginEntry,
        identity: Arc<Identity>,
        source: Source,
        extensions: Arc<[&'static ExtensionEntry]>,
    ) -> Box<Self> {
        Box::new(Member {
            identity,
            entry,
            source,
            extensions,
            serial: 0,
            refusal: None,
            warnings: Vec::new(),
            instance: None,
            life: Life::Awaited,
            initialised: false,
            disabled: false,
            failure: None,
            health: HealthStatus::Unknown,
            owned: [Vec::new(), Vec::new()],
            states: Arc::default(),
            run: 0,
            wanted: 0,
            loaded_at: None,
            last_change: None,
            bonds: Bonds::default(),
            called: false,
            shown: PluginState::Loaded,
        })
    }

    pub(super) fn id(&self) -> &PluginId {
        &self.identity.id
    }

    /// Whether it is kept out by a gate, its own or that of one that it needs.
    pub(super) fn is_gated(&self) -> bool {
        self.refusal.is_some() || !self.bonds.unmet.is_empty() || self.bonds.blocked_by.is_some()
    }

    /// The one that it needs, because of which it is not there for others; `None` where the fault is its own.
    pub(super) fn leads_to(&self) -> Option<usize> {
        let own = self.refusal.is_some() || !self.bonds.unmet.is_empty() || self.life == Life::Failed;
        if own { None } else { self.bonds.blocked_by.or(self.bonds.failed_below) }
    }

    /// Whether it is called only while it is started.
    pub(super) fn has_to_be_started(&self) -> bool {
        let Some(facts) = self.lifecycle() else { return false };
        let brings_to_life = |name: &str| matches!(name, "init" | "start");
        let hooks = <dyn Lifecycle as ExtensionPoint>::HOOKS;
        facts.hooks.iter().any(|provided| brings_to_life(hooks[provided.index].name()))
    }

    /// What its `Lifecycle` says of itself.
    pub(super) fn lifecycle(&self) -> Option<&'static Facts> {
        self.implementation(TypeId::of::<dyn Lifecycle>()).map(|entry| &entry.facts)
    }

    /// Its implementation of a point.
    pub(super) fn implementation(&self, point: TypeId) -> Option<&'static ExtensionEntry> {
        let implements =
            |entry: &&&ExtensionEntry| entry.point() == point && entry.ordered == Ordered::Implementations;
        self.extensions.iter().find(implements).copied()
    }

    /// Whether the tables of every point depend on it: it observes calls, or wraps an observer.
    pub(super) fn observes(&self) -> bool {
        self.extensions.iter().any(|entry| entry.point() == TypeId::of::<dyn HookObserver>())
    }

    /// Its extensions of a point, with its instance.
    pub(super) fn attachments(&self, point: TypeId) -> impl Iterator<Item = Attachment> + use<'_> {
        let plugin = self.instance.iter();
        plugin.flat_map(move |plugin| {
            self.extensions
                .iter()
                .filter(move |entry| entry.point() == point)
                .map(move |entry| Attachment { extension: self.extension(entry), plugin: Arc::clone(plugin) })
        })
    }

    pub(super) fn extension(&self, entry: &'static ExtensionEntry) -> Extension {
        Extension { entry: *entry, id: self.id().clone(), rank: self.bonds.rank, serial: self.serial }
    }

    pub(super) fn owned(&mut self, scope: Scope) -> &mut Vec<Guard> {
        match scope {
            Scope::Loaded => &mut self.owned[0],
            Scope::Started => &mut self.owned[1],
        }
    }

    /// Notes that its state has changed.
    pub(super) fn pass_to(&mut self, life: Life) {
        self.life = life;
        self.last_change = now();
        if life == Life::Loaded {
            self.loaded_at = self.last_change;
        }
    }

    /// Drops what it owns. This runs plugins' code: no lock may be held.
    pub(super) fn disown(&mut self) {
        release(std::mem::take(self.owned(Scope::Started)));
        release(std::mem::take(self.owned(Scope::Loaded)));
    }

    /// Drops everything that is plugins' code, in the order in which it has to go.
    pub(super) fn dismantle(mut self: Box<Self>) {
        self.disown();
        discard(self.instance.take());
        discard(self);
    }
}

/// Drops what a plugin owned, the latest first. This runs plugins' code: no lock may be held.
pub(super) fn release(owned: Vec<Guard>) {
    owned.into_iter().rev().for_each(discard);
}

/// The time, where there is a clock.
pub(super) fn now() -> Option<SystemTime> {
    if cfg!(all(target_family = "wasm", not(target_os = "wasi"))) { None } else { Some(SystemTime::now()) }
}
