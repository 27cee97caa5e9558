//! The table of an extension point: the slots of each of its hooks, and where extensions go in them.

use std::any::{Any, TypeId};
use std::sync::Arc;
use std::time::Duration;

use super::contract::{Extends, ExtensionPoint, Role};
use super::erased::Held;
use super::hook::Hook;
use super::slots::{Entry, Slots};
use crate::entry::{ExtensionEntry, Seat};
use crate::govern::Terms;
use crate::id::PluginId;
use crate::plugin::AnyPlugin;
use crate::point::{Facts, HookInfo};
use crate::watch::{Site, Watchers, Watching};

/// The slots of every hook of an extension point. It speaks for the point where `dyn Feed` cannot: a future that holds
/// a type with `dyn Feed` in it is not known to be `Send`, because its lifetime is forgotten there.
pub trait Table: Default + Any + Send + Sync {
    /// The id of the point.
    const ID: &'static str;
    /// The hooks of the point.
    const HOOKS: &'static [HookInfo];
    /// Puts every hook's slots in call order, and whoever watches whole calls around them.
    fn seal(&mut self, watchers: &Watchers);
}

/// The slots of one hook in its point's table.
pub trait HasSlots<H: Held>: Table {
    /// Those slots.
    fn slots(&self) -> &Slots<H>;
}

/// Where in a table an extension of `P` goes.
pub struct Placement<'a, P> {
    pub(crate) plugin: &'a Arc<P>,
    facts: &'a Facts,
    seat: &'a Seat<'a>,
}

impl<'a, P> Placement<'a, P> {
    pub(super) fn new(plugin: &'a Arc<P>, facts: &'a Facts, seat: &'a Seat<'a>) -> Self {
        Placement { plugin, facts, seat }
    }

    pub(crate) fn position<H: Hook>(&self) -> Option<usize> {
        self.seat.positions.get(H::INFO.index).copied().flatten()
    }

    pub(crate) fn is_lifted<H: Hook>(&self) -> bool {
        self.seat.lifted.get(H::INFO.index).is_some_and(|lifted| *lifted)
    }

    pub(crate) fn timeout(&self) -> Option<Duration> {
        self.facts.policy.time_limit()
    }

    pub(crate) fn is_barrier(&self) -> bool {
        self.facts.barrier
    }

    /// Who watches the calls of this hook's implementation, and whose that is.
    pub(super) fn watching<H: Hook>(&self) -> (Watching, &PluginId) {
        (self.seat.watchers.of_implementation(&self.site::<H>()), &self.seat.owner.id)
    }

    /// What holds for the calls of this hook's implementation.
    pub(super) fn terms<H: Hook>(&self) -> Terms {
        self.seat.governor.terms(&self.site::<H>())
    }

    fn site<H: Hook>(&self) -> Site<'_> {
        Site { hook: H::INFO, plugin: &self.seat.owner.id, facts: self.facts }
    }

    pub(crate) fn entry<T: ?Sized>(&self, target: Box<T>, timeout: Option<Duration>) -> Entry<T> {
        Entry::new(target, self.seat.owner.clone(), timeout)
    }
}

/// A role that `P` can play: how it is put in the table of the role's point.
pub trait Attach<P>: Role {
    /// Puts it in.
    fn attach(table: &mut <Self::Point as ExtensionPoint>::Table, at: &Placement<'_, P>);
}

/// The extension of `R` by `P`, as a value.
pub const fn extension<R: Attach<P> + ?Sized, P: Extends<R>>() -> ExtensionEntry {
    ExtensionEntry {
        facts: P::FACTS,
        ordered: R::ORDERED,
        hooks: <R::Point as ExtensionPoint>::HOOKS,
        plugin: TypeId::of::<P>,
        point: TypeId::of::<R::Point>,
        attach: attach::<R, P>,
    }
}

fn attach<R: Attach<P> + ?Sized, P: Extends<R>>(table: &mut dyn Any, plugin: &AnyPlugin, seat: &Seat<'_>) {
    let (Some(table), Ok(plugin)) = (table.downcast_mut(), plugin.clone().downcast::<P>()) else {
        unreachable!("an extension of `{}` was offered another point's table or another plugin", P::ID)
    };
    R::attach(table, &Placement::new(&plugin, &P::FACTS, seat));
}
