//! Calls of historic hooks: whoever is behind is told of what they have missed, then everybody is called, and the call is
//! remembered for those who come later.
//!
//! Whoever is behind and is being told by somebody else (or further out on the same stack) is left out of a call: they hear of
//! it from there, when they have heard of everything before it. So nobody waits for anybody.

use std::any::Any;
use std::fmt;
use std::sync::{Arc, OnceLock};

use super::erased::{Held, HeldAsync, HeldSync};
use super::handle::Handle;
use super::historic::Historic;
use super::hook::{Arguments, BoxFuture, Hook, OutcomeOf, ValueOf};
use super::hub::{Hub, Snapshot};
use super::ledger::FailFastLedger;
use super::panics::{catch, panicked};
use super::past::{self, Answered, Call, NOBODY, Record, Serial, Stamp, Telling};
use super::selection::Selection;
use super::slots::Slots;
use super::strategy::{AsyncPolicy, Policy};
use super::table::{HasSlots, Table};
use super::{asynchronous, sync};
use crate::entry::Owner;
use crate::error::{HookError, HookResult};
use crate::id::PluginId;
use crate::point::HookInfo;
use crate::resolve::Attachment;

/// The past of a hook, whichever it is.
pub(super) trait Past<T: Table>: Any + Send + Sync {
    /// Its calls, and who has heard of which.
    fn record(&self) -> &dyn Record;
    /// Tells the only plugin in a table of the first call that it has missed, where nobody has to wait for that. Whether it has
    /// been told is returned.
    fn tell_now(&self, alone: &Snapshot<T>) -> HookResult<bool>;
    /// The same, and waits.
    fn tell<'s>(&'s self, alone: &'s Snapshot<T>) -> BoxFuture<'s, HookResult<bool>>;
}

/// The past of a synchronous hook.
struct SyncPast<H: Historic>(past::Past<H>);

/// The past of an asynchronous hook.
struct AsyncPast<H: Historic>(past::Past<H>);

impl<T: HasSlots<H>, H: HeldSync + Historic> Past<T> for SyncPast<H> {
    fn record(&self) -> &dyn Record {
        &self.0
    }

    fn tell_now(&self, alone: &Snapshot<T>) -> HookResult<bool> {
        let slots = alone.table.slots();
        let Some((owner, telling)) = claim(&self.0, slots) else { return Ok(false) };
        tell_again::<H>(slots, owner, &telling)?;
        telling.heard();
        Ok(true)
    }

    fn tell<'s>(&'s self, alone: &'s Snapshot<T>) -> BoxFuture<'s, HookResult<bool>> {
        Box::pin(async { Past::<T>::tell_now(self, alone) })
    }
}

impl<T: HasSlots<H>, H: HeldAsync + Historic> Past<T> for AsyncPast<H> {
    fn record(&self) -> &dyn Record {
        &self.0
    }

    fn tell_now(&self, _: &Snapshot<T>) -> HookResult<bool> {
        Ok(false)
    }

    fn tell<'s>(&'s self, alone: &'s Snapshot<T>) -> BoxFuture<'s, HookResult<bool>> {
        Box::pin(async {
            let slots = alone.table.slots();
            let Some((owner, telling)) = claim(&self.0, slots) else { return Ok(false) };
            tell_again_async::<H>(slots, owner, &telling).await?;
            telling.heard();
            Ok(true)
        })
    }
}

/// Places for the pasts of these hooks.
pub(super) fn pasts<T: Table>(hooks: &[HookInfo]) -> Box<[OnceLock<Arc<dyn Past<T>>>]> {
    let remembers = hooks.iter().any(HookInfo::is_historic);
    (0..if remembers { hooks.len() } else { 0 }).map(|_| OnceLock::new()).collect()
}

impl<T: Table> Hub<T> {
    fn past<H: Hook, P: Past<T>>(&self, fresh: impl FnOnce() -> P) -> &P {
        let past: &dyn Any = &**self.pasts[H::INFO.index].get_or_init(|| Arc::new(fresh()));
        let Some(past) = past.downcast_ref() else { unreachable!("a hook has one past, of its own type") };
        past
    }
}

/// Calls everybody who is due, and remembers that.
pub(super) fn tell<T, H, F, O>(
    handle: &Handle<T>,
    args: &H::Args<'_>,
    answered: Option<&Answered<H>>,
    give: impl FnOnce(OutcomeOf<H>) -> O,
) -> F::Return<O>
where
    T: HasSlots<H>,
    H: HeldSync + Historic,
    F: Policy<ValueOf<H>>,
{
    let SyncPast(past) = handle.hub.past::<H, _>(|| SyncPast::<H>(past::Past::default()));
    let call = Call { stamp: Stamp::next(), args: H::own(args), answered: answered.cloned() };
    let newest = handle.newest();
    catch_up(past, &newest);
    let left = handle.is_whole().then(|| left::<T, H>(past, &newest)).flatten();
    let slots = left.as_ref().unwrap_or(&newest).table.slots();
    let ledger = F::ledger();
    let result = sync::implementations(slots, H::VALUE, args, &ledger).map(|outcome| {
        let given = give(outcome);
        if handle.is_whole() {
            past.remember(call, serials(slots));
            // Somebody may have come in the meantime.
            catch_up(past, &handle.newest());
        }
        given
    });
    F::conclude(result, ledger)
}

/// The same, and waits.
pub(super) async fn tell_async<T, H, F, O>(
    handle: &Handle<T>,
    args: Arguments<'_, H>,
    answered: Option<Answered<H>>,
    give: impl FnOnce(OutcomeOf<H>) -> O + Send,
) -> F::Return<O>
where
    T: HasSlots<H>,
    H: HeldAsync + Historic,
    F: AsyncPolicy<ValueOf<H>>,
{
    let AsyncPast(past) = handle.hub.past::<H, _>(|| AsyncPast::<H>(past::Past::default()));
    let call = Call { stamp: Stamp::next(), args: H::own(&args.0), answered };
    let newest = handle.newest();
    catch_up_async(past, &newest).await;
    let left = handle.is_whole().then(|| left::<T, H>(past, &newest)).flatten();
    let slots = left.as_ref().unwrap_or(&newest).table.slots();
    let ledger = F::ledger();
    let result = match asynchronous::call(slots, H::VALUE, args.0, &ledger).await {
        Ok(outcome) => {
            let given = give(outcome);
            if handle.is_whole() {
                past.remember(call, serials(slots));
                // Somebody may have come in the meantime.
                catch_up_async(past, &handle.newest()).await;
            }
            Ok(given)
        }
        Err(stop) => Err(stop),
    };
    F::conclude(result, ledger)
}

/// Tells everybody in a table of what they have missed. Whoever fails has heard of it: the failure has been made known.
fn catch_up<T: HasSlots<H>, H: HeldSync + Historic>(past: &past::Past<H>, newest: &Snapshot<T>) {
    for (plugin, serial) in behind(past, newest.table.slots()) {
        let alone = alone(newest, &plugin);
        let slots: &Slots<H> = alone.table.slots();
        while let Some(telling) = past.claim_if_arrived(serial) {
            if let Some(entry) = slots.entries.first() {
                let _ = tell_again::<H>(slots, &entry.owner, &telling);
            }
            telling.heard();
        }
    }
}

/// The same, and waits.
fn catch_up_async<'s, T: HasSlots<H>, H: HeldAsync + Historic>(
    past: &'s past::Past<H>,
    newest: &'s Snapshot<T>,
) -> BoxFuture<'s, ()> {
    Box::pin(async move {
        for (plugin, serial) in behind(past, newest.table.slots()) {
            let alone = alone(newest, &plugin);
            let slots: &Slots<H> = alone.table.slots();
            while let Some(telling) = past.claim_if_arrived(serial) {
                if let Some(entry) = slots.entries.first() {
                    let _ = tell_again_async::<H>(slots, &entry.owner, &telling).await;
                }
                telling.heard();
            }
        }
    })
}

/// Makes a remembered call once more, for the only plugin in these slots.
fn tell_again<H: HeldSync + Historic>(
    slots: &Slots<H>,
    owner: &Owner,
    telling: &Telling<'_, H>,
) -> HookResult<()> {
    let call = &telling.call;
    let outcome = sync::implementations(slots, H::VALUE, &H::lend(&call.args), &FailFastLedger)?;
    answer::<H>(call, owner, outcome)
}

/// The same, and waits.
fn tell_again_async<'s, H: HeldAsync + Historic>(
    slots: &'s Slots<H>,
    owner: &'s Owner,
    telling: &'s Telling<'_, H>,
) -> BoxFuture<'s, HookResult<()>> {
    let call = &*telling.call;
    let args = Arguments::<H>(H::lend(&call.args));
    Box::pin(async move {
        let outcome = asynchronous::implementations(slots, H::VALUE, args.0, &FailFastLedger).await?;
        answer::<H>(call, owner, outcome)
    })
}

/// Hands on what somebody answered who came later.
fn answer<H: Historic>(call: &Call<H>, owner: &Owner, outcome: OutcomeOf<H>) -> HookResult<()> {
    let Some(answered) = &call.answered else { return Ok(()) };
    catch(|| answered(outcome))
        .map_err(|payload| HookError::at(owner.id.clone(), H::INFO.id(), panicked(payload)))
}

fn claim<'p, 's, H: Historic + Held>(
    past: &'p past::Past<H>,
    slots: &'s Slots<H>,
) -> Option<(&'s Owner, Telling<'p, H>)> {
    let owner = &slots.entries.first()?.owner;
    Some((owner, past.claim(owner.serial)?))
}

fn behind<H: Historic + Held>(past: &past::Past<H>, slots: &Slots<H>) -> Vec<(PluginId, Serial)> {
    let members = slots.entries.iter().map(|entry| &entry.owner).filter(|owner| owner.serial != NOBODY);
    members
        .filter(|owner| past.is_behind(owner.serial))
        .map(|owner| (owner.id.clone(), owner.serial))
        .collect()
}

fn serials<H: Held>(slots: &Slots<H>) -> Vec<Serial> {
    slots.entries.iter().map(|entry| entry.owner.serial).collect()
}

/// A table without those who have to hear of something else first; `None` where there are none.
fn left<T: HasSlots<H>, H: Historic + Held>(
    past: &past::Past<H>,
    newest: &Snapshot<T>,
) -> Option<Snapshot<T>> {
    let behind = behind(past, newest.table.slots());
    if behind.is_empty() {
        return None;
    }
    let mut selection = Selection::default();
    selection.without(behind.into_iter().map(|(plugin, _)| plugin.to_string()).collect());
    Some(newest.select(&selection))
}

fn alone<T: Table>(newest: &Snapshot<T>, plugin: &PluginId) -> Snapshot<T> {
    let mut selection = Selection::default();
    selection.only([plugin.to_string()].into());
    newest.select(&selection)
}

/// The pasts of a point's hooks, whichever point it is.
pub(crate) trait Pasts: Send + Sync {
    fn len(&self, hook: usize) -> usize;
    fn clear(&self, hook: usize);
    /// A plugin does not come back.
    fn forget(&self, plugin: Serial);
    /// A plugin is on its way in: nobody but whoever takes it in tells it of what it has missed.
    fn expect(&self, plugin: Serial);
    /// It is in.
    fn arrived(&self, plugin: Serial);
    /// The first call of these hooks that a plugin has missed, and its hook.
    fn missed(&self, late: &Attachment, which: fn(&HookInfo) -> bool) -> Option<(Stamp, usize)>;
    /// Tells a plugin of that, where nobody has to wait for it. Whether it has been told is returned.
    fn tell_now(&self, late: &Attachment, hook: usize) -> HookResult<bool>;
    /// The same, and waits.
    fn tell<'s>(&'s self, late: &'s Attachment, hook: usize) -> BoxFuture<'s, HookResult<bool>>;
}

impl<T: Table> Pasts for Hub<T> {
    fn len(&self, hook: usize) -> usize {
        self.pasts[hook].get().map_or(0, |past| past.record().len())
    }

    fn clear(&self, hook: usize) {
        if let Some(past) = self.pasts[hook].get() {
            past.record().clear();
        }
    }

    fn forget(&self, plugin: Serial) {
        self.pasts.iter().filter_map(OnceLock::get).for_each(|past| past.record().forget(plugin));
    }

    fn expect(&self, plugin: Serial) {
        self.pasts.iter().filter_map(OnceLock::get).for_each(|past| past.record().expect(plugin));
    }

    fn arrived(&self, plugin: Serial) {
        self.pasts.iter().filter_map(OnceLock::get).for_each(|past| past.record().arrived(plugin));
    }

    fn missed(&self, late: &Attachment, which: fn(&HookInfo) -> bool) -> Option<(Stamp, usize)> {
        let concerned = |hook: &HookInfo| which(hook) && late.extension.provides(hook);
        let pasts = self.pasts.iter().zip(T::HOOKS).filter(|(_, hook)| concerned(hook));
        let missed = |(past, hook): (&OnceLock<Arc<dyn Past<T>>>, &HookInfo)| {
            Some((past.get()?.record().missed(late.extension.serial)?, hook.index))
        };
        pasts.filter_map(missed).min()
    }

    fn tell_now(&self, late: &Attachment, hook: usize) -> HookResult<bool> {
        let Some(past) = self.pasts[hook].get() else { return Ok(false) };
        past.tell_now(&self.apart(vec![late.clone()]))
    }

    fn tell<'s>(&'s self, late: &'s Attachment, hook: usize) -> BoxFuture<'s, HookResult<bool>> {
        Box::pin(async move {
            let Some(past) = self.pasts[hook].get() else { return Ok(false) };
            past.tell(&self.apart(vec![late.clone()])).await
        })
    }
}

/// What a manager remembers of a hook with `#[hook(historic)]`: `caller.changed_history()`.
///
/// ```
/// use pluginkit::prelude::*;
///
/// #[extension_point]
/// trait Settings {
///     #[hook(historic)]
///     fn changed(&self, key: &str, value: &str);
/// }
///
/// let settings = PluginManager::builder().build()?.caller::<dyn Settings>();
/// settings.changed("theme", "dark")?;
/// assert_eq!(settings.changed_history().len(), 1);
/// settings.changed_history().clear();
/// assert!(settings.changed_history().is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct History {
    pasts: Arc<dyn Pasts>,
    hook: &'static HookInfo,
}

impl History {
    pub(super) fn new(pasts: Arc<dyn Pasts>, hook: &'static HookInfo) -> Self {
        History { pasts, hook }
    }

    /// How many calls are remembered.
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// # #[extension_point] trait Settings { #[hook(historic)] fn changed(&self, key: &str); }
    /// # let settings = PluginManager::builder().build()?.caller::<dyn Settings>();
    /// settings.changed("theme")?;
    /// assert_eq!(settings.changed_history().len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn len(&self) -> usize {
        self.pasts.len(self.hook.index)
    }

    /// Whether no call is remembered.
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// # #[extension_point] trait Settings { #[hook(historic)] fn changed(&self, key: &str); }
    /// # let settings = PluginManager::builder().build()?.caller::<dyn Settings>();
    /// assert!(settings.changed_history().is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Forgets every call: whoever comes later hears of none of them.
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// # #[extension_point] trait Settings { #[hook(historic)] fn changed(&self, key: &str); }
    /// # let settings = PluginManager::builder().build()?.caller::<dyn Settings>();
    /// settings.changed("theme")?;
    /// settings.changed_history().clear();
    /// assert_eq!(settings.changed_history().len(), 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn clear(&self) {
        self.pasts.clear(self.hook.index);
    }
}

impl fmt::Debug for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("History")
            .field("hook", &self.hook.id())
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}
