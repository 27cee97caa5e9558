//! What a generated caller is made of: an immutable table, and the way to a newer one.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use arc_swap::ArcSwapOption;

use super::contract::{Attach, Extends, ExtensionPoint, extension};
use super::hook::{AsyncHook, OutcomeOf, SyncHook, ValueOf};
use super::hub::{Hub, Snapshot};
use super::selection::{Extra, Selection};
use super::slots::Slots;
use super::strategy::{AsyncPolicy, Policy};
use super::table::{HasSlots, Table};
use super::wrapped::{Around, surround};
use super::{asynchronous, sync};
use crate::id::PluginId;
use crate::identity::Identity;
use crate::plugin::{AnyPlugin, IntoInstance, PluginEntry};
use crate::resolve::{Attachment, Explanation, Extension};

/// What a generated caller is made of.
pub struct Handle<T: Table> {
    snapshot: Arc<Snapshot<T>>,
    hub: Arc<Hub<T>>,
    narrowed: Option<Arc<Narrowed<T>>>,
}

/// What a narrowed caller calls, and the table that came of it when the one it holds had gone stale.
struct Narrowed<T: Table> {
    selection: Selection,
    renewed: ArcSwapOption<Snapshot<T>>,
}

impl<T: Table> Clone for Handle<T> {
    /// A clone starts from the newest table, whatever this one holds.
    fn clone(&self) -> Self {
        Handle { snapshot: self.current(), hub: Arc::clone(&self.hub), narrowed: self.narrowed.clone() }
    }
}

impl<T: Table> Handle<T> {
    pub(crate) fn new(hub: &Arc<Hub<T>>) -> Self {
        Handle { snapshot: hub.newest(), hub: Arc::clone(hub), narrowed: None }
    }

    /// Calls a synchronous hook.
    #[inline]
    #[allow(clippy::needless_pass_by_value, reason = "generated callers make the tuple in the call")]
    pub fn call<H, F>(&self, value: ValueOf<H>, args: H::Args<'_>) -> F::Return<OutcomeOf<H>>
    where
        T: HasSlots<H>,
        H: SyncHook,
        F: Policy<ValueOf<H>>,
    {
        if self.snapshot.is_stale() {
            return self.call_renewed::<H, F>(value, &args);
        }
        call::<T, H, F>(&self.snapshot.table, value, &args)
    }

    /// Out of the way, so that calls of a fresh table do not even keep a place for a fresher one.
    #[cold]
    #[inline(never)]
    fn call_renewed<H, F>(&self, value: ValueOf<H>, args: &H::Args<'_>) -> F::Return<OutcomeOf<H>>
    where
        T: HasSlots<H>,
        H: SyncHook,
        F: Policy<ValueOf<H>>,
    {
        call::<T, H, F>(&self.renewed().table, value, args)
    }

    /// Calls an asynchronous hook.
    #[inline]
    pub async fn call_async<H, F>(&self, value: ValueOf<H>, args: H::Args<'_>) -> F::Return<OutcomeOf<H>>
    where
        T: HasSlots<H>,
        H: AsyncHook,
        F: AsyncPolicy<ValueOf<H>>,
    {
        let renewed;
        let snapshot = if self.snapshot.is_stale() {
            renewed = self.renewed();
            &renewed
        } else {
            &self.snapshot
        };
        let ledger = F::ledger();
        let result = asynchronous::call(snapshot.table.slots(), value, args, &ledger).await;
        F::conclude(result, ledger)
    }

    /// Calls the implementations of these plugins only. Wrappers stay.
    #[must_use]
    pub fn only<I: AsRef<str>>(&self, plugins: impl IntoIterator<Item = I>) -> Self {
        let plugins = self.known(plugins);
        self.select(|selection| selection.only(plugins))
    }

    /// Calls nothing of these plugins: neither their implementations nor their wrappers.
    #[must_use]
    pub fn without<I: AsRef<str>>(&self, plugins: impl IntoIterator<Item = I>) -> Self {
        let plugins = self.known(plugins);
        self.select(|selection| selection.without(plugins))
    }

    /// Calls one more implementation.
    #[must_use]
    pub fn with<R, X>(&self, extra: X) -> Self
    where
        R: Attach<X::Plugin, Point: ExtensionPoint<Table = T>> + ?Sized,
        X: IntoInstance<Plugin: Extends<R>>,
    {
        let identity = extra.identity().unwrap_or_else(|| Identity::declared(PluginEntry::of::<X::Plugin>()));
        let extension = Extension { entry: extension::<R, X::Plugin>(), id: identity.id, rank: 0 };
        let plugin: AnyPlugin = extra.into_instance();
        let needs = identity.needs.into_iter().map(|need| need.id).collect();
        let extra = Extra { attachment: Attachment { extension, plugin }, needs };
        self.select(|selection| selection.with(extra))
    }

    /// One handle for each plugin with an implementation, in call order.
    pub fn each(&self) -> Vec<(PluginId, Self)> {
        let contributors = self.current().arrangement.contributors();
        contributors.into_iter().map(|id| (id.clone(), self.one(&id))).collect()
    }

    /// The first of [`each`](Handle::each).
    #[must_use]
    pub fn best(&self) -> Option<Self> {
        self.current().arrangement.contributors().first().map(|id| self.one(id))
    }

    /// The call order and its reasons.
    pub fn explain(&self) -> Explanation {
        self.current().arrangement.explain(T::ID, T::HOOKS)
    }

    fn one(&self, plugin: &PluginId) -> Self {
        self.select(|selection| selection.only(BTreeSet::from([plugin.to_string()])))
    }

    /// The table as it is now, to keep.
    fn current(&self) -> Arc<Snapshot<T>> {
        if self.snapshot.is_stale() { self.renewed() } else { Arc::clone(&self.snapshot) }
    }

    #[cold]
    #[inline(never)]
    fn renewed(&self) -> Arc<Snapshot<T>> {
        let Some(narrowed) = &self.narrowed else { return self.hub.newest() };
        if let Some(renewed) = narrowed.renewed.load_full().filter(|renewed| !renewed.is_stale()) {
            return renewed;
        }
        let renewed = Arc::new(self.hub.newest().select(&narrowed.selection));
        narrowed.renewed.store(Some(Arc::clone(&renewed)));
        renewed
    }

    fn select(&self, change: impl FnOnce(&mut Selection)) -> Self {
        let mut selection = self.narrowed.as_ref().map(|held| held.selection.clone()).unwrap_or_default();
        change(&mut selection);
        let snapshot = Arc::new(self.hub.newest().select(&selection));
        let narrowed = Narrowed { selection, renewed: ArcSwapOption::empty() };
        Handle { snapshot, hub: Arc::clone(&self.hub), narrowed: Some(Arc::new(narrowed)) }
    }

    /// The same ids. One that means nothing here may be a typing error, which nothing else would tell.
    fn known<I: AsRef<str>>(&self, plugins: impl IntoIterator<Item = I>) -> BTreeSet<String> {
        let newest = self.hub.newest();
        let extends = |id: &str| newest.arrangement.attachments().iter().any(|it| it.extension.id == *id);
        let added = |id: &str| self.narrowed.as_ref().is_some_and(|narrowed| narrowed.selection.adds(id));
        let plugins: BTreeSet<String> = plugins.into_iter().map(|id| id.as_ref().to_owned()).collect();
        for id in plugins.iter().filter(|id| !extends(id) && !added(id)) {
            tracing::warn!(plugin = %id, point = T::ID, "selected plugin has no extension of this point");
        }
        plugins
    }
}

#[inline(always)]
fn call<T, H, F>(table: &T, value: ValueOf<H>, args: &H::Args<'_>) -> F::Return<OutcomeOf<H>>
where
    T: HasSlots<H>,
    H: SyncHook,
    F: Policy<ValueOf<H>>,
{
    let slots = table.slots();
    if !slots.bare {
        return surrounded::<H, F>(slots, value, args);
    }
    let ledger = F::ledger();
    let result = sync::plain(slots, value, args, &ledger);
    F::conclude(result, ledger)
}

/// Out of the way as well: two results in one function would each be moved to where they meet.
#[inline(never)]
fn surrounded<H, F>(slots: &Slots<H>, value: ValueOf<H>, args: &H::Args<'_>) -> F::Return<OutcomeOf<H>>
where
    H: SyncHook,
    F: Policy<ValueOf<H>>,
{
    let ledger = F::ledger();
    let result = surround(Around { slots, args, ledger: &ledger }, 0, value);
    F::conclude(result, ledger)
}

impl<T: Table> fmt::Debug for Handle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").field("point", &T::ID).finish_non_exhaustive()
    }
}
