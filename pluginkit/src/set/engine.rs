//! A call of a set's hook, from the caller's method to the outermost wrapper.

use super::layers::{AsyncLayer, SyncLayer};
use super::order::{Layer, Level};
use super::slots::Slots;
use crate::dispatch::{
    Arguments, AsyncCall, AsyncHook, AsyncLedger, AsyncPolicy, Gather, OutcomeOf, Policy, SyncHook, ValueOf,
};

type Outermost = Level<0>;

/// Calls a synchronous hook.
#[inline(always)]
pub fn call<S, H, F>(set: &S::Set, value: ValueOf<H>, args: &H::Args<'_>) -> F::Return<OutcomeOf<H>>
where
    S: Layer<H, Outermost, Seat: SyncLayer<S, H, Outermost>>,
    H: SyncHook,
    F: Policy<ValueOf<H>>,
{
    let ledger = F::ledger();
    let result = S::Seat::run(set, value, args, &ledger);
    F::conclude(result, ledger)
}

/// Calls a synchronous hook that collects, and appends what it answers.
#[inline(always)]
pub fn gather<S, H, F>(
    set: &S::Set,
    into: &mut OutcomeOf<H>,
    value: ValueOf<H>,
    args: &H::Args<'_>,
) -> F::Return<()>
where
    S: Layer<H, Outermost, Seat: SyncLayer<S, H, Outermost>>,
    H: SyncHook<Mode: Gather>,
    F: Policy<ValueOf<H>>,
{
    let ledger = F::ledger();
    let result = S::Seat::append(set, into, value, args, &ledger);
    F::conclude(result, ledger)
}

/// Calls an asynchronous hook.
#[inline(always)]
pub fn call_async<S, H, F>(
    set: &S::Set,
    value: ValueOf<H>,
    args: Arguments<'_, H>,
) -> impl Future<Output = F::Return<OutcomeOf<H>>> + Send
where
    S: Layer<H, Outermost, Seat: AsyncLayer<S, H, Outermost>>,
    H: AsyncHook,
    F: AsyncPolicy<ValueOf<H>>,
{
    F::conduct(Whole::<S, H> { set, value, args })
}

/// A call with all its wrappers and implementations.
struct Whole<'s, 'a, S: Slots, H: AsyncHook> {
    set: &'s S::Set,
    value: ValueOf<H>,
    args: Arguments<'a, H>,
}

impl<S, H, L> AsyncCall<L> for Whole<'_, '_, S, H>
where
    S: Layer<H, Outermost, Seat: AsyncLayer<S, H, Outermost>>,
    H: AsyncHook,
    L: AsyncLedger<ValueOf<H>>,
{
    type Outcome = OutcomeOf<H>;
    type Stop = L::Stop;

    #[inline(always)]
    fn begin(self, ledger: &L) -> impl Future<Output = Result<OutcomeOf<H>, L::Stop>> + Send {
        S::Seat::begin(self.set, self.value, self.args, ledger)
    }
}

/// Calls an asynchronous hook that collects, and appends what it answers.
#[inline(always)]
pub fn gather_async<S, H, F>(
    set: &S::Set,
    into: &mut OutcomeOf<H>,
    value: ValueOf<H>,
    args: Arguments<'_, H>,
) -> impl Future<Output = F::Return<()>> + Send
where
    S: Layer<H, Outermost, Seat: AsyncLayer<S, H, Outermost>>,
    H: AsyncHook<Mode: Gather<Item: Send>>,
    F: AsyncPolicy<ValueOf<H>>,
{
    F::conduct(Gathering::<S, H> { set, into, value, args })
}

/// A call that appends.
struct Gathering<'s, 'v, 'a, S: Slots, H: AsyncHook> {
    set: &'s S::Set,
    into: &'v mut OutcomeOf<H>,
    value: ValueOf<H>,
    args: Arguments<'a, H>,
}

impl<S, H, L> AsyncCall<L> for Gathering<'_, '_, '_, S, H>
where
    S: Layer<H, Outermost, Seat: AsyncLayer<S, H, Outermost>>,
    H: AsyncHook<Mode: Gather<Item: Send>>,
    L: AsyncLedger<ValueOf<H>>,
{
    type Outcome = ();
    type Stop = L::Stop;

    #[inline(always)]
    fn begin(self, ledger: &L) -> impl Future<Output = Result<(), L::Stop>> + Send {
        S::Seat::append(self.set, self.into, self.value, self.args, ledger)
    }
}
