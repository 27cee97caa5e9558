//! The three ways a caller may take failures, and what each returns.

use alloc::vec::Vec;
use core::convert::Infallible;

use serde::Serialize;

use super::ledger::{AsyncLedger, FailFastLedger, Ledger, Record, TolerantLedger};
use crate::error::{HookError, HookResult};
use crate::id::PluginId;

/// How a caller takes failures: [`FailFast`], [`Isolated`] or [`Reported`].
///
/// It is a type parameter of every caller, so what a call returns is known to the compiler.
///
/// ```
/// fn name<F: pluginkit::Strategy>(_: F) -> &'static str {
///     F::NAME
/// }
/// assert_eq!(name(pluginkit::Isolated), "isolate");
/// ```
pub trait Strategy: sealed::Sealed + Copy + Send + Sync + 'static {
    /// What a call returns whose outcome is `O`.
    type Return<O>;
    /// Its name in `on_error = ..`.
    const NAME: &'static str;
}

/// The first failure ends the call and is returned: `Result<Outcome, HookError>`. The default.
///
/// ```
/// use pluginkit::Strategy;
/// let returned: <pluginkit::FailFast as Strategy>::Return<u8> = Ok(1);
/// assert_eq!(returned.unwrap(), 1);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FailFast;

/// Failures are reported (to `tracing`) and passed over: the call returns its outcome.
///
/// ```
/// use pluginkit::Strategy;
/// let returned: <pluginkit::Isolated as Strategy>::Return<u8> = 1;
/// assert_eq!(returned, 1);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Isolated;

/// Failures are passed over and returned beside the outcome: [`Report`].
///
/// ```
/// use pluginkit::Strategy;
/// let returned: <pluginkit::Reported as Strategy>::Return<u8> = Default::default();
/// assert_eq!(returned.value, 0);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reported;

/// Each hook by its own `on_error`: the default of a caller whose hooks differ in it.
///
/// ```
/// use pluginkit::prelude::*;
///
/// #[extension_point]
/// trait Feed {
///     fn fetch(&self) -> u8;
///     #[hook(on_error = isolate)]
///     fn refresh(&self);
/// }
///
/// let feed: FeedCaller<pluginkit::AsDeclared> = PluginManager::builder().build()?.caller::<dyn Feed>();
/// let fetched: pluginkit::HookResult<Vec<u8>> = feed.fetch();
/// feed.refresh();
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AsDeclared;

/// An outcome, with who contributed to it and who failed.
///
/// ```
/// let report = pluginkit::Report::<Vec<u8>>::default();
/// assert!(report.value.is_empty() && report.is_complete());
/// ```
#[derive(Debug, Default, Serialize)]
#[non_exhaustive]
pub struct Report<O> {
    /// What the call gives under every strategy; under this one, without the parts of those who failed.
    pub value: O,
    /// Every failure, in the order in which it happened (in call order where implementations run at once): implementations' and
    /// wrappers'.
    pub failures: Vec<HookError>,
    /// The plugins whose implementation became part of the outcome, in call order.
    ///
    /// For a hook that collects, and unless a wrapper changed them, they stand in the order of the values: the n-th
    /// value is the n-th contributor's. Whoever abstained or failed is not among them.
    pub contributors: Vec<PluginId>,
}

impl<O> Report<O> {
    /// Whether nobody failed.
    ///
    /// ```
    /// assert!(pluginkit::Report::<()>::default().is_complete());
    /// ```
    pub fn is_complete(&self) -> bool {
        self.failures.is_empty()
    }
}

impl Strategy for FailFast {
    type Return<O> = HookResult<O>;
    const NAME: &'static str = "fail_fast";
}

impl Strategy for Isolated {
    type Return<O> = O;
    const NAME: &'static str = "isolate";
}

impl Strategy for Reported {
    type Return<O> = Report<O>;
    const NAME: &'static str = "report";
}

/// What an engine needs of a strategy, for a hook that threads a `V`: only fail-fast does without a spare of it.
pub trait Policy<V>: Strategy {
    /// Where failures go.
    type Ledger: Ledger<V>;
    /// An empty ledger.
    fn ledger() -> Self::Ledger;
    /// What the caller gets.
    fn conclude<O>(
        result: Result<O, <Self::Ledger as Ledger<V>>::Stop>,
        ledger: Self::Ledger,
    ) -> Self::Return<O>;
}

impl<V> Policy<V> for FailFast {
    type Ledger = FailFastLedger;

    #[inline(always)]
    fn ledger() -> FailFastLedger {
        FailFastLedger
    }

    #[inline(always)]
    fn conclude<O>(result: HookResult<O>, _: FailFastLedger) -> HookResult<O> {
        result
    }
}

impl<V: Clone + 'static> Policy<V> for Isolated {
    type Ledger = TolerantLedger<V>;

    #[inline(always)]
    fn ledger() -> TolerantLedger<V> {
        TolerantLedger::silent()
    }

    #[inline(always)]
    fn conclude<O>(result: Result<O, Infallible>, _: TolerantLedger<V>) -> O {
        let Ok(value) = result;
        value
    }
}

impl<V: Clone + 'static> Policy<V> for Reported {
    type Ledger = TolerantLedger<V>;

    #[inline(always)]
    fn ledger() -> TolerantLedger<V> {
        TolerantLedger::recording()
    }

    #[inline(always)]
    fn conclude<O>(result: Result<O, Infallible>, ledger: TolerantLedger<V>) -> Report<O> {
        let Ok(value) = result;
        let Record { failures, contributors } = ledger.into_record();
        Report { value, failures, contributors }
    }
}

/// A policy for asynchronous calls.
pub trait AsyncPolicy<V>: Policy<V, Ledger: AsyncLedger<V>> {
    /// Makes a call with a ledger of its own.
    fn conduct<C: AsyncCall<Self::Ledger, Stop = <Self::Ledger as Ledger<V>>::Stop>>(
        call: C,
    ) -> impl Future<Output = Self::Return<C::Outcome>> + Send;
}

/// An asynchronous call that has not begun.
pub trait AsyncCall<L>: Send {
    /// What it gives.
    type Outcome;
    /// What ends it early.
    type Stop;
    /// Begins.
    fn begin(self, ledger: &L) -> impl Future<Output = Result<Self::Outcome, Self::Stop>> + Send;
}

impl<V> AsyncPolicy<V> for FailFast {
    /// The future of the call itself: there is nothing to keep beside it, and one around it would cost something.
    #[inline(always)]
    fn conduct<C: AsyncCall<FailFastLedger, Stop = HookError>>(
        call: C,
    ) -> impl Future<Output = HookResult<C::Outcome>> + Send {
        call.begin(&FailFastLedger)
    }
}

impl<V: Clone + Send + 'static> AsyncPolicy<V> for Isolated {
    async fn conduct<C: AsyncCall<TolerantLedger<V>, Stop = Infallible>>(call: C) -> C::Outcome {
        let ledger = <Isolated as Policy<V>>::ledger();
        let result = call.begin(&ledger).await;
        Isolated::conclude(result, ledger)
    }
}

impl<V: Clone + Send + 'static> AsyncPolicy<V> for Reported {
    async fn conduct<C: AsyncCall<TolerantLedger<V>, Stop = Infallible>>(call: C) -> Report<C::Outcome> {
        let ledger = <Reported as Policy<V>>::ledger();
        let result = call.begin(&ledger).await;
        Reported::conclude(result, ledger)
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::FailFast {}
    impl Sealed for super::Isolated {}
    impl Sealed for super::Reported {}
}
