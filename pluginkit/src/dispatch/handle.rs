//! What a caller holds: an immutable table, and the way to a newer one.
//!
//! A held table is used without a lock or a reference count; one flag says whether it is still the newest. Whoever
//! publishes a new table stores it first and sets the flag of the old one then, so a caller that sees the flag finds
//! the new table.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;

use super::hook::{AsyncHook, OutcomeOf, SyncHook, ValueOf};
use super::strategy::{AsyncPolicy, Policy};
use super::table::{Attach, Callable, HasSlots, Table, extension};
use super::{asynchronous, sync};
use crate::id::PluginId;
use crate::plugin::{AnyPlugin, Dependency, IntoInstance, Plugin};
use crate::point::{Extends, Seat};
use crate::resolve::{Arrangement, Attachment, Explanation, Extension, arrange};

/// Where the newest table of a point is found.
pub(crate) struct Hub<T: Table> {
    newest: ArcSwap<Snapshot<T>>,
    publishing: Mutex<()>,
}

/// The table of a point, as it was at some time.
struct Snapshot<T: Table> {
    table: T,
    arrangement: Arrangement,
    /// Shared with the tables that were selected from this one.
    stale: Arc<AtomicBool>,
}

/// What a generated caller is made of.
pub struct Handle<T: Table> {
    snapshot: Arc<Snapshot<T>>,
    hub: Arc<Hub<T>>,
    selection: Option<Arc<Selection>>,
}

/// Which of a point's extensions a narrowed caller calls. What is said later holds for what was added earlier.
#[derive(Clone, Default)]
struct Selection {
    only: Option<BTreeSet<String>>,
    without: BTreeSet<String>,
    with: Vec<Extra>,
}

/// An implementation that the manager does not know.
#[derive(Clone)]
struct Extra {
    attachment: Attachment,
    dependencies: &'static [Dependency],
}

impl<T: Table> Hub<T> {
    pub(crate) fn new(arrangement: Arrangement) -> Self {
        Hub {
            newest: ArcSwap::from_pointee(Snapshot::new(arrangement, Arc::default())),
            publishing: Mutex::new(()),
        }
    }

    pub(crate) fn publish(&self, arrangement: Arrangement) {
        let _publishing = self.publishing.lock().unwrap_or_else(PoisonError::into_inner);
        let old = self.newest.swap(Arc::new(Snapshot::new(arrangement, Arc::default())));
        old.stale.store(true, Ordering::Release);
    }

    pub(crate) fn handle(self: &Arc<Self>) -> Handle<T> {
        Handle { snapshot: self.newest.load_full(), hub: Arc::clone(self), selection: None }
    }
}

impl<T: Table> Snapshot<T> {
    fn new(arrangement: Arrangement, stale: Arc<AtomicBool>) -> Self {
        let mut table = T::default();
        for (attachment, positions) in arrangement.attachments().iter().zip(arrangement.positions()) {
            let Attachment { extension, plugin } = attachment;
            let seat = Seat { id: &extension.id, positions: &positions, lifted: &extension.lifted() };
            extension.entry.attach(&mut table, plugin, &seat);
        }
        table.seal();
        Snapshot { table, arrangement, stale }
    }

    fn select(&self, selection: &Selection) -> Self {
        let known = self.arrangement.attachments();
        let extra = selection.with.iter().map(|extra| extra.among(known));
        let others = known.iter().filter(|attachment| !selection.replaces(&attachment.extension)).cloned();
        let chosen = others.chain(extra).filter(|attachment| selection.keeps(&attachment.extension));
        Snapshot::new(arrange(chosen.collect(), T::HOOKS), Arc::clone(&self.stale))
    }
}

impl Selection {
    fn keeps(&self, extension: &Extension) -> bool {
        let id = extension.id.as_str();
        let named = extension.is_wrapper() || self.only.as_ref().is_none_or(|only| only.contains(id));
        named && !self.without.contains(id)
    }

    /// An id is called once: an extra instance of a plugin that is there takes its place.
    fn replaces(&self, extension: &Extension) -> bool {
        !extension.is_wrapper() && self.with.iter().any(|extra| extra.id() == &extension.id)
    }
}

impl Extra {
    fn id(&self) -> &PluginId {
        &self.attachment.extension.id
    }

    /// The attachment with the dependency rank that it has among those who are there.
    fn among(&self, known: &[Attachment]) -> Attachment {
        let rank = |id: &str| {
            known.iter().map(|other| &other.extension).find(|other| other.id == *id).map(|it| it.rank)
        };
        let above =
            || self.dependencies.iter().filter_map(|needed| rank(needed.id())).max().map(|below| below + 1);
        let mut attachment = self.attachment.clone();
        attachment.extension.rank = rank(self.id().as_str()).or_else(above).unwrap_or(0);
        attachment
    }
}

impl<T: Table> Clone for Handle<T> {
    /// A clone starts from the newest table, whatever this one holds.
    fn clone(&self) -> Self {
        let snapshot = if self.is_stale() { self.renewed() } else { Arc::clone(&self.snapshot) };
        Handle { snapshot, hub: Arc::clone(&self.hub), selection: self.selection.clone() }
    }
}

impl<T: Table> Handle<T> {
    /// Calls a synchronous hook.
    #[inline]
    #[allow(clippy::needless_pass_by_value, reason = "generated callers make the tuple in the call")]
    pub fn call<H, F>(&self, value: ValueOf<H>, args: H::Args<'_>) -> F::Return<OutcomeOf<H>>
    where
        T: HasSlots<H>,
        H: SyncHook,
        F: Policy<ValueOf<H>>,
    {
        if self.is_stale() {
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
        let snapshot = if self.is_stale() {
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
        self.select(|selection| {
            let only = match selection.only.take() {
                Some(only) => only.intersection(&plugins).cloned().collect(),
                None => plugins,
            };
            selection.only = Some(only);
        })
    }

    /// Calls nothing of these plugins: neither their implementations nor their wrappers.
    #[must_use]
    pub fn without<I: AsRef<str>>(&self, plugins: impl IntoIterator<Item = I>) -> Self {
        let plugins = self.known(plugins);
        self.select(|selection| selection.without.extend(plugins))
    }

    /// Calls one more implementation.
    #[must_use]
    pub fn with<R, X>(&self, extra: X) -> Self
    where
        R: Attach<X::Plugin, Point: Callable<Table = T>> + ?Sized,
        X: IntoInstance<Plugin: Extends<R>>,
    {
        let id = PluginId::from_static(X::Plugin::ID);
        let extension = Extension { entry: extension::<R, X::Plugin>(), id, rank: 0 };
        let plugin: AnyPlugin = extra.into_instance();
        let attachment = Attachment { extension, plugin };
        let extra = Extra { attachment, dependencies: X::Plugin::DEPENDENCIES };
        self.select(|selection| {
            let id = extra.id().clone();
            selection.with.retain(|other| other.id() != &id);
            selection.without.remove(id.as_str());
            if let Some(only) = &mut selection.only {
                only.insert(id.to_string());
            }
            selection.with.push(extra);
        })
    }

    /// One handle for each plugin with an implementation, in call order.
    pub fn each(&self) -> Vec<(PluginId, Self)> {
        let snapshot = if self.is_stale() { self.renewed() } else { Arc::clone(&self.snapshot) };
        snapshot.arrangement.contributors().into_iter().map(|id| (id.clone(), self.only([id]))).collect()
    }

    /// The first of [`each`](Handle::each).
    #[must_use]
    pub fn best(&self) -> Option<Self> {
        self.each().into_iter().next().map(|(_, best)| best)
    }

    /// The call order and its reasons.
    pub fn explain(&self) -> Explanation {
        let snapshot = if self.is_stale() { self.renewed() } else { Arc::clone(&self.snapshot) };
        snapshot.arrangement.explain(T::ID, T::HOOKS)
    }

    #[inline(always)]
    fn is_stale(&self) -> bool {
        self.snapshot.stale.load(Ordering::Acquire)
    }

    #[cold]
    #[inline(never)]
    fn renewed(&self) -> Arc<Snapshot<T>> {
        let newest = self.hub.newest.load_full();
        match &self.selection {
            None => newest,
            Some(selection) => Arc::new(newest.select(selection)),
        }
    }

    fn select(&self, change: impl FnOnce(&mut Selection)) -> Self {
        let mut selection = self.selection.as_deref().cloned().unwrap_or_default();
        change(&mut selection);
        let snapshot = Arc::new(self.hub.newest.load().select(&selection));
        Handle { snapshot, hub: Arc::clone(&self.hub), selection: Some(Arc::new(selection)) }
    }

    fn known<I: AsRef<str>>(&self, plugins: impl IntoIterator<Item = I>) -> BTreeSet<String> {
        let plugins: BTreeSet<String> = plugins.into_iter().map(|id| id.as_ref().to_owned()).collect();
        let newest = self.hub.newest.load();
        let attachments = newest.arrangement.attachments();
        for id in &plugins {
            let extra = || {
                self.selection
                    .iter()
                    .flat_map(|selection| &selection.with)
                    .any(|extra| extra.id() == id.as_str())
            };
            if !attachments.iter().any(|attachment| attachment.extension.id == id.as_str()) && !extra() {
                tracing::warn!(plugin = %id, point = T::ID, "selected plugin has no extension of this point");
            }
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
    let ledger = F::ledger();
    let result = sync::call(table.slots(), value, args, &ledger);
    F::conclude(result, ledger)
}

impl<T: Table> fmt::Debug for Handle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").field("point", &T::ID).finish_non_exhaustive()
    }
}
