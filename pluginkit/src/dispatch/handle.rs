//! What a generated caller is made of: an immutable table, and the way to a newer one.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use arc_swap::ArcSwapOption;

use super::appended::Appended;
use super::contract::{Extends, ExtensionPoint};
use super::engine::{AsyncEngine, SyncEngine};
use super::erased::{HeldAsync, HeldSync};
use super::historic::Historic;
use super::hook::{Arguments, OutcomeOf, ValueOf};
use super::hub::{Hub, Snapshot};
use super::mode::Gather;
use super::past::{Answered, NOBODY};
use super::remembering::{self, History, Pasts};
use super::selection::{Extra, Selection};
use super::slots::Slots;
use super::strategy::{AsyncPolicy, Policy};
use super::table::{Attach, HasSlots, Table, extension};
use super::wrapped::{Around, surround};
use super::{asynchronous, sync};
use crate::id::PluginId;
use crate::identity::Identity;
use crate::plugin::{AnyPlugin, IntoInstance, PluginEntry};
use crate::resolve::{Attachment, Explanation, Extension};

/// What a generated caller is made of.
pub struct Handle<T: Table> {
    snapshot: Arc<Snapshot<T>>,
    pub(super) hub: Arc<Hub<T>>,
    narrowed: Option<Arc<Narrowed<T>>>,
}

/// What runs the hooks of a point in a manager.
pub type Managed<P> = Handle<<P as ExtensionPoint>::Table>;

/// What a narrowed caller calls, and the table that came of it when the one it holds had gone stale.
struct Narrowed<T: Table> {
    selection: Selection,
    renewed: ArcSwapOption<Snapshot<T>>,
}

/// By what a table is known again. It keeps nobody alive who was in that table.
#[cfg(any(feature = "i18n", web))]
#[derive(Clone)]
pub(crate) struct Stamp(std::sync::Weak<dyn std::any::Any + Send + Sync>);

#[cfg(any(feature = "i18n", web))]
impl PartialEq for Stamp {
    fn eq(&self, other: &Self) -> bool {
        self.0.ptr_eq(&other.0)
    }
}

impl<T: Table> Clone for Handle<T> {
    /// A clone starts from the newest table, whatever this one holds.
    fn clone(&self) -> Self {
        Handle { snapshot: self.newest(), hub: Arc::clone(&self.hub), narrowed: self.narrowed.clone() }
    }
}

impl<T: Table> Handle<T> {
    pub(crate) fn new(hub: &Arc<Hub<T>>) -> Self {
        Handle { snapshot: hub.newest(), hub: Arc::clone(hub), narrowed: None }
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
        let extension =
            Extension { entry: extension::<R, X::Plugin>(), id: identity.id, rank: 0, serial: NOBODY };
        let plugin: AnyPlugin = extra.into_instance();
        let needs = identity.needs.into_iter().map(|need| need.id).collect();
        let extra = Extra { attachment: Attachment { extension, plugin }, needs };
        self.select(|selection| selection.with(extra))
    }

    /// One handle for each plugin with an implementation, in call order.
    pub fn each(&self) -> Vec<(PluginId, Self)> {
        let contributors = self.newest().arrangement.contributors();
        contributors.into_iter().map(|id| (id.clone(), self.one(&id))).collect()
    }

    /// The first of [`each`](Handle::each).
    #[must_use]
    pub fn best(&self) -> Option<Self> {
        self.newest().arrangement.contributors().first().map(|id| self.one(id))
    }

    /// The call order and its reasons.
    pub fn explain(&self) -> Explanation {
        self.newest().arrangement.explain(T::ID, T::HOOKS)
    }

    /// What is remembered of a hook.
    pub fn history<H: Historic>(&self) -> History {
        let pasts: Arc<dyn Pasts> = Arc::<Hub<T>>::clone(&self.hub);
        History::new(pasts, H::INFO)
    }

    fn one(&self, plugin: &PluginId) -> Self {
        self.select(|selection| selection.only(BTreeSet::from([plugin.to_string()])))
    }

    /// Which table is the newest: another one when anything has changed.
    #[cfg(any(feature = "i18n", web))]
    pub(crate) fn stamp(&self) -> Stamp {
        let newest: std::sync::Weak<Snapshot<T>> = Arc::downgrade(&self.newest());
        Stamp(newest)
    }

    /// Whether it calls everybody who is called, and nobody else.
    pub(super) fn is_whole(&self) -> bool {
        self.narrowed.is_none()
    }

    /// The table as it is now, to keep.
    pub(super) fn newest(&self) -> Arc<Snapshot<T>> {
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

impl<T: HasSlots<H>, H: HeldSync> SyncEngine<H> for Handle<T> {
    #[inline]
    fn call<F: Policy<ValueOf<H>>>(&self, value: ValueOf<H>, args: H::Args<'_>) -> F::Return<OutcomeOf<H>> {
        if self.snapshot.is_stale() {
            return call_renewed::<T, H, F>(self, value, &args);
        }
        call::<T, H, F>(&self.snapshot.table, value, &args)
    }

    fn gather<F: Policy<ValueOf<H>>>(
        &self,
        into: &mut OutcomeOf<H>,
        value: ValueOf<H>,
        args: H::Args<'_>,
    ) -> F::Return<()>
    where
        H::Mode: Gather,
    {
        let snapshot = self.newest();
        let slots = snapshot.table.slots();
        let ledger = F::ledger();
        let mut appended = Appended::to(into);
        let result = if slots.bare {
            sync::gather(slots, appended.all(), value, &args, &ledger)
        } else {
            let outcome = surround(Around { slots, args: &args, ledger: &ledger }, 0, value);
            outcome.map(|outcome| appended.all().extend(outcome))
        };
        F::conclude(appended.unless_failed(result), ledger)
    }
    fn tell<F: Policy<ValueOf<H>>>(&self, args: H::Args<'_>) -> F::Return<OutcomeOf<H>>
    where
        H: Historic,
    {
        remembering::tell::<T, H, F, _>(self, &args, None, |outcome| outcome)
    }

    fn tell_each<F: Policy<ValueOf<H>>>(
        &self,
        each: impl Fn(<H::Mode as Gather>::Item) + Send + Sync + 'static,
        args: H::Args<'_>,
    ) -> F::Return<()>
    where
        H: Historic<Mode: Gather>,
    {
        let answered: Answered<H> =
            Arc::new(move |outcome: OutcomeOf<H>| outcome.into_iter().for_each(&each));
        remembering::tell::<T, H, F, _>(self, &args, Some(&answered), |outcome| answered(outcome))
    }
}

impl<T: HasSlots<H>, H: HeldAsync> AsyncEngine<H> for Handle<T> {
    #[inline]
    async fn call_async<F: AsyncPolicy<ValueOf<H>>>(
        &self,
        value: ValueOf<H>,
        Arguments(args): Arguments<'_, H>,
    ) -> F::Return<OutcomeOf<H>> {
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

    async fn gather_async<F: AsyncPolicy<ValueOf<H>>>(
        &self,
        into: &mut OutcomeOf<H>,
        value: ValueOf<H>,
        Arguments(args): Arguments<'_, H>,
    ) -> F::Return<()>
    where
        H::Mode: Gather<Item: Send>,
    {
        let snapshot = self.newest();
        let slots = snapshot.table.slots();
        let ledger = F::ledger();
        let mut appended = Appended::to(into);
        let result = if slots.bare {
            asynchronous::gather(slots, appended.all(), value, args, &ledger).await
        } else {
            let outcome = asynchronous::call(slots, value, args, &ledger).await;
            outcome.map(|outcome| appended.all().extend(outcome))
        };
        F::conclude(appended.unless_failed(result), ledger)
    }
    async fn tell_async<F: AsyncPolicy<ValueOf<H>>>(&self, args: Arguments<'_, H>) -> F::Return<OutcomeOf<H>>
    where
        H: Historic,
    {
        remembering::tell_async::<T, H, F, _>(self, args, None, |outcome| outcome).await
    }

    async fn tell_each_async<F: AsyncPolicy<ValueOf<H>>>(
        &self,
        each: impl Fn(<H::Mode as Gather>::Item) + Send + Sync + 'static,
        args: Arguments<'_, H>,
    ) -> F::Return<()>
    where
        H: Historic<Mode: Gather<Item: Send>>,
    {
        let answered: Answered<H> =
            Arc::new(move |outcome: OutcomeOf<H>| outcome.into_iter().for_each(&each));
        let told = Some(Arc::clone(&answered));
        remembering::tell_async::<T, H, F, _>(self, args, told, move |outcome| answered(outcome)).await
    }
}

#[inline(always)]
fn call<T, H, F>(table: &T, value: ValueOf<H>, args: &H::Args<'_>) -> F::Return<OutcomeOf<H>>
where
    T: HasSlots<H>,
    H: HeldSync,
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

/// Out of the way, so that calls of a fresh table do not even keep a place for a fresher one.
#[cold]
#[inline(never)]
fn call_renewed<T, H, F>(handle: &Handle<T>, value: ValueOf<H>, args: &H::Args<'_>) -> F::Return<OutcomeOf<H>>
where
    T: HasSlots<H>,
    H: HeldSync,
    F: Policy<ValueOf<H>>,
{
    call::<T, H, F>(&handle.renewed().table, value, args)
}

/// Out of the way as well: two results in one function would each be moved to where they meet.
#[inline(never)]
fn surrounded<H, F>(slots: &Slots<H>, value: ValueOf<H>, args: &H::Args<'_>) -> F::Return<OutcomeOf<H>>
where
    H: HeldSync,
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
