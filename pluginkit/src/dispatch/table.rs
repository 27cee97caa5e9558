//! The table of an extension point: the slots of each of its hooks, and how extensions get into them.

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use super::handle::Handle;
use super::hook::Hook;
use super::slots::{Entry, Slots};
use crate::id::PluginId;
use crate::plugin::AnyPlugin;
use crate::point::{Extends, ExtensionEntry, ExtensionPoint, HookInfo, Role, Seat};

/// An extension point that can be called: its table, and its caller.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an extension point",
    label = "not an extension point",
    note = "an extension point is written `dyn Feed`, where `Feed` is a trait with `#[extension_point]`"
)]
pub trait Callable: ExtensionPoint {
    /// The slots of its hooks.
    type Table: Table;
    /// Its caller, around a handle.
    fn caller(handle: Handle<Self::Table>) -> Self::Caller;
}

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

/// A role that `P` can play: how it is put in the table of the role's point.
pub trait Attach<P>: Role<Point: Callable> {
    /// Puts it in.
    fn attach(table: &mut <Self::Point as Callable>::Table, at: &Placement<'_, P>);
}

/// Where in a table an extension of `P` goes.
pub struct Placement<'a, P> {
    pub(crate) plugin: &'a Arc<P>,
    timeout: Option<Duration>,
    seat: &'a Seat<'a>,
}

impl<P> Placement<'_, P> {
    pub(crate) fn position<H: Hook>(&self) -> Option<usize> {
        self.seat.positions.get(H::INFO.index()).copied().flatten()
    }

    pub(crate) fn is_lifted<H: Hook>(&self) -> bool {
        self.seat.lifted.get(H::INFO.index()).is_some_and(|lifted| *lifted)
    }

    pub(crate) fn timeout(&self) -> Option<Duration> {
        self.timeout
    }

    pub(crate) fn entry<T: ?Sized>(&self, position: usize, target: Box<T>) -> Entry<T> {
        Entry { target, plugin: PluginId::clone(self.seat.id), timeout: self.timeout, position }
    }
}

/// The extension of `R` by `P`, as a value.
pub const fn extension<R: Attach<P> + ?Sized, P: Extends<R>>() -> ExtensionEntry {
    ExtensionEntry::new::<R, P>(attach::<R, P>)
}

fn attach<R: Attach<P> + ?Sized, P: Extends<R>>(table: &mut dyn Any, plugin: &AnyPlugin, seat: &Seat<'_>) {
    let (Some(table), Ok(plugin)) = (table.downcast_mut(), plugin.clone().downcast::<P>()) else {
        unreachable!("an extension of `{}` was offered another point's table or another plugin", P::ID)
    };
    R::attach(table, &Placement { plugin: &plugin, timeout: P::FACTS.timeout, seat });
}
