//! The table of an extension point: the slots of each of its hooks, and where extensions go in them.

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use super::hook::Hook;
use super::slots::{Entry, Slots};
use crate::point::{HookInfo, Seat};

/// The slots of every hook of an extension point. It speaks for the point where `dyn Feed` cannot: a future that holds
/// a type with `dyn Feed` in it is not known to be `Send`, because its lifetime is forgotten there.
pub trait Table: Default + Any + Send + Sync {
    /// The id of the point.
    const ID: &'static str;
    /// The hooks of the point.
    const HOOKS: &'static [HookInfo];
    /// Puts every hook's slots in call order.
    fn seal(&mut self);
}

/// The slots of one hook in its point's table.
pub trait HasSlots<H: Hook>: Table {
    /// Those slots.
    fn slots(&self) -> &Slots<H>;
}

/// Where in a table an extension of `P` goes.
pub struct Placement<'a, P> {
    pub(crate) plugin: &'a Arc<P>,
    timeout: Option<Duration>,
    seat: &'a Seat<'a>,
}

impl<'a, P> Placement<'a, P> {
    pub(super) fn new(plugin: &'a Arc<P>, timeout: Option<Duration>, seat: &'a Seat<'a>) -> Self {
        Placement { plugin, timeout, seat }
    }

    pub(crate) fn position<H: Hook>(&self) -> Option<usize> {
        self.seat.positions.get(H::INFO.index()).copied().flatten()
    }

    pub(crate) fn is_lifted<H: Hook>(&self) -> bool {
        self.seat.lifted.get(H::INFO.index()).is_some_and(|lifted| *lifted)
    }

    pub(crate) fn timeout(&self) -> Option<Duration> {
        self.timeout
    }

    pub(crate) fn entry<T: ?Sized>(&self, target: Box<T>) -> Entry<T> {
        Entry { target, owner: self.seat.owner.clone(), timeout: self.timeout }
    }
}
