//! What becomes of failures while a call runs: they end it, or they are written down and passed over.

use alloc::vec::Vec;
use core::convert::Infallible;
use core::marker::PhantomData;

use super::CallsWrappers;
use super::attributed::Attributed;
use super::called::{Outcome, Whose, wrapper_failure};
use super::guard::Guard;
use super::hook::{AsyncHook, BoxFuture, OutcomeOf, ValueOf};
use super::inner::{Inner, Inside};
use super::mode::Mode;
use super::panics::panicked;
use crate::error::{HookError, HookResult};
use crate::id::PluginId;
use crate::sync::{Mutex, into_inner, lock};

/// The failure semantics of a call, written once: engines ask it what to do next.
pub trait Ledger<V>: Guard + CallsWrappers<V> + Sized {
    /// What ends a call early; uninhabited where nothing does.
    type Stop: Into<HookError> + Send;
    /// Who has contributed so far. It is beside the loop, not in the ledger: nobody else writes to it.
    type Tally: Send;
    /// Whether calls go on past failures.
    const TOLERANT: bool;
    /// So many implementations are about to be called, for the first time or again.
    fn begin(&self, implementations: usize) -> Self::Tally;
    /// Keeps a spare of the value, where a failure may need one.
    fn keep(&self, value: &V) -> Self::Kept<V>;
    /// An implementation or a wrapper failed.
    ///
    /// # Errors
    /// The reason to end the call.
    fn failed(&self, error: HookError, kept: Self::Kept<V>) -> Result<V, Self::Stop>;
    /// An implementation contributed to the outcome.
    fn contributed(tally: &mut Self::Tally, plugin: &PluginId);
    /// Everyone due has been called.
    fn end(&self, tally: Self::Tally);
    /// Who contributed to the outcome that has just been made.
    fn contributors(&self) -> Vec<PluginId>;
    /// That outcome stands after all, and with it who contributed to it.
    fn stands(&self, contributors: Vec<PluginId>);
}

/// A ledger that may wait beside an asynchronous call.
///
/// (Bounds on the associated types of `Ledger<V>` would be more than the compiler can follow where `V` is a hook's.)
pub trait AsyncLedger<V>: Ledger<V> + Guard<Kept<V>: Send, Place<V>: Send> + Send + Sync {
    /// Hands the outcome from inside of a wrapper to that wrapper.
    fn inside<H: AsyncHook<Mode: Mode<Value = V>>>(
        &self,
        inner: &Self::Shared<H>,
        outcome: impl Future<Output = Outcome<H, Self>> + Send,
    ) -> impl Future<Output = HookResult<OutcomeOf<H>>> + Send;
    /// Calls a wrapper whose type is known, and says what becomes of its failures.
    fn surround<H: AsyncHook<Mode: Mode<Value = V>>, W: AsyncLevel<H, Self>>(
        &self,
        wrapper: W,
        value: V,
    ) -> impl Future<Output = Outcome<H, Self>> + Send;
}

/// A wrapper of known type, with what is inside of it.
pub trait AsyncLevel<H: AsyncHook, L: AsyncLedger<ValueOf<H>>>: Clone + Send + Sync {
    /// Whose it is.
    type Owner: Whose + Send + Sync;
    /// That one.
    fn owner() -> Self::Owner;
    /// Calls it; what comes from inside is noted.
    fn wrap(
        self,
        value: ValueOf<H>,
        inner: &L::Shared<H>,
    ) -> impl Future<Output = HookResult<OutcomeOf<H>>> + Send;
    /// Calls what is inside of it. Boxed: it takes no room where nobody fails.
    fn without<'n>(self, value: ValueOf<H>) -> BoxFuture<'n, Outcome<H, L>>
    where
        Self: 'n;
}

impl<V> AsyncLedger<V> for FailFastLedger {
    /// That future itself: nothing is noted.
    #[inline(always)]
    fn inside<H: AsyncHook<Mode: Mode<Value = V>>>(
        &self,
        (): &(),
        outcome: impl Future<Output = HookResult<OutcomeOf<H>>> + Send,
    ) -> impl Future<Output = HookResult<OutcomeOf<H>>> + Send {
        outcome
    }

    /// The future of the wrapper itself, with a look at its error when it is done: one around it would cost something.
    #[inline(always)]
    fn surround<H: AsyncHook<Mode: Mode<Value = V>>, W: AsyncLevel<H, Self>>(
        &self,
        wrapper: W,
        value: V,
    ) -> impl Future<Output = HookResult<OutcomeOf<H>>> + Send {
        Attributed::<_, H, _>::to(W::owner(), wrapper.wrap(value, &()))
    }
}

impl<V: Clone + Send + 'static> AsyncLedger<V> for TolerantLedger<V> {
    async fn inside<H: AsyncHook<Mode: Mode<Value = V>>>(
        &self,
        inner: &Inner<H>,
        outcome: impl Future<Output = Outcome<H, Self>> + Send,
    ) -> HookResult<OutcomeOf<H>> {
        inner.note(self, outcome.await.map_err(Into::into))
    }

    async fn surround<H: AsyncHook<Mode: Mode<Value = V>>, W: AsyncLevel<H, Self>>(
        &self,
        wrapper: W,
        value: V,
    ) -> Outcome<H, Self> {
        let kept = self.keep(&value);
        let inner = Inner::<H>::default();
        let error = match Self::watch(|| wrapper.clone().wrap(value, &inner)).await {
            Ok(Ok(outcome)) => return Ok(outcome),
            Ok(Err(error)) => error,
            Err(payload) => HookError::unattributed(panicked(payload)),
        };
        let Ok(value) = self.failed(wrapper_failure::<H, _>(&W::owner(), error), kept);
        match inner.take(self) {
            Some(outcome) => Ok(outcome),
            None => wrapper.without(value).await,
        }
    }
}

/// The first failure ends the call. Keeps nothing, so a pipeline's value need not be `Clone`.
#[derive(Debug, Default)]
pub struct FailFastLedger;

impl<V> Ledger<V> for FailFastLedger {
    type Stop = HookError;
    type Tally = ();
    const TOLERANT: bool = false;

    #[inline(always)]
    fn begin(&self, _: usize) {}

    #[inline(always)]
    fn keep(&self, _: &V) {}

    #[inline(always)]
    fn failed(&self, error: HookError, (): ()) -> Result<V, HookError> {
        Err(error)
    }

    #[inline(always)]
    fn contributed((): &mut (), _: &PluginId) {}

    #[inline(always)]
    fn end(&self, (): ()) {}

    fn contributors(&self) -> Vec<PluginId> {
        Vec::new()
    }

    fn stands(&self, _: Vec<PluginId>) {}
}

/// Failures are passed over; what happened is written down where somebody asked for it.
#[derive(Debug)]
pub struct TolerantLedger<V> {
    record: Option<Mutex<Record>>,
    value: PhantomData<fn() -> V>,
}

/// What happened on the way, in call order.
#[derive(Debug, Default)]
pub(crate) struct Record {
    pub(crate) failures: Vec<HookError>,
    pub(crate) contributors: Vec<PluginId>,
}

impl Record {
    /// A wrapper that runs the rest again gets a fresh outcome: those who made the old one did not make this one.
    #[inline(never)]
    fn begin(record: &Mutex<Record>, implementations: usize) -> Vec<PluginId> {
        lock(record).contributors.clear();
        Vec::with_capacity(implementations)
    }
}

impl<V> TolerantLedger<V> {
    /// Passes over failures and forgets them.
    pub(crate) fn silent() -> Self {
        TolerantLedger { record: None, value: PhantomData }
    }

    /// Writes everything down.
    pub(crate) fn recording() -> Self {
        TolerantLedger { record: Some(Mutex::default()), value: PhantomData }
    }

    pub(crate) fn into_record(self) -> Record {
        self.record.map(into_inner).unwrap_or_default()
    }

    #[inline(always)]
    fn note(&self, note: impl FnOnce(&mut Record)) {
        if let Some(record) = &self.record {
            note(&mut lock(record));
        }
    }
}

impl<V: Clone + 'static> Ledger<V> for TolerantLedger<V> {
    type Stop = Infallible;
    /// `None` where nobody asked for it.
    type Tally = Option<Vec<PluginId>>;
    const TOLERANT: bool = true;

    #[inline(always)]
    fn begin(&self, implementations: usize) -> Self::Tally {
        self.record.as_ref().map(|record| Record::begin(record, implementations))
    }

    #[inline(always)]
    fn keep(&self, value: &V) -> V {
        value.clone()
    }

    #[cold]
    fn failed(&self, error: HookError, kept: V) -> Result<V, Infallible> {
        self.note(|record| record.failures.push(error));
        Ok(kept)
    }

    #[inline(always)]
    fn contributed(tally: &mut Self::Tally, plugin: &PluginId) {
        if let Some(tally) = tally {
            tally.push(plugin.clone());
        }
    }

    #[inline(always)]
    fn end(&self, tally: Self::Tally) {
        if let Some(tally) = tally {
            self.note(|record| record.contributors = tally);
        }
    }

    fn contributors(&self) -> Vec<PluginId> {
        let mut contributors = Vec::new();
        self.note(|record| contributors.clone_from(&record.contributors));
        contributors
    }

    fn stands(&self, contributors: Vec<PluginId>) {
        self.note(|record| record.contributors = contributors);
    }
}
