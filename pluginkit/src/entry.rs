//! Extensions as values: what the linker gathers, and what a table is told of each.

use std::any::{Any, TypeId};
use std::fmt;
use std::sync::Arc;

use crate::error::{HookError, Ordered};
use crate::govern::Govern;
use crate::id::PluginId;
use crate::plugin::AnyPlugin;
use crate::point::{Facts, HookInfo};
use crate::watch::Watchers;

/// An extension, as a value: what the linker gathers.
#[derive(Clone, Copy)]
pub struct ExtensionEntry {
    pub(crate) facts: Facts,
    pub(crate) ordered: Ordered,
    pub(crate) hooks: &'static [HookInfo],
    pub(crate) plugin: fn() -> TypeId,
    pub(crate) point: fn() -> TypeId,
    pub(crate) attach: AttachFn,
}

/// Whose an implementation or a wrapper is, and who hears of its failures.
#[derive(Clone)]
pub(crate) struct Owner {
    pub(crate) id: PluginId,
    /// Tells it from who had the id before.
    pub(crate) serial: u64,
    /// Behind two pointers, so that it takes the place of one beside every implementation.
    pub(crate) listener: Listener,
}

pub(crate) type Listener = Arc<Box<dyn FailureListener>>;

/// Hears of every failure, whatever the strategy of the caller.
pub(crate) trait FailureListener: Send + Sync {
    fn failed(&self, error: &HookError);
}

/// Puts a plugin into a table, both of types that only this function knows.
pub(crate) type AttachFn = fn(&mut dyn Any, &AnyPlugin, &Seat<'_>);

/// Where in a table an extension goes, whatever its plugin's type.
pub(crate) struct Seat<'a> {
    pub(crate) owner: &'a Owner,
    /// For each hook of the point, the place in its call order, or `None` where the extension does not provide it.
    pub(crate) positions: &'a [Option<usize>],
    /// For each hook of the point, whether it is asynchronous and its implementation is not.
    pub(crate) lifted: &'a [bool],
    /// Who may want to watch its calls.
    pub(crate) watchers: &'a Watchers,
    /// Who decides about its calls.
    pub(crate) governor: &'a dyn Govern,
}

impl ExtensionEntry {
    pub(crate) fn plugin(&self) -> TypeId {
        (self.plugin)()
    }

    pub(crate) fn point(&self) -> TypeId {
        (self.point)()
    }

    /// The id of its point, with which the ids of the point's hooks begin.
    pub(crate) fn point_id(&self) -> &'static str {
        self.hooks.first().map_or("", HookInfo::point_id)
    }

    /// Puts the extension of this plugin into its point's table. Both are of the types the entry was made for.
    pub(crate) fn attach(&self, table: &mut dyn Any, plugin: &AnyPlugin, seat: &Seat<'_>) {
        (self.attach)(table, plugin, seat);
    }
}

impl fmt::Debug for ExtensionEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExtensionEntry").field("facts", &self.facts).finish_non_exhaustive()
    }
}
