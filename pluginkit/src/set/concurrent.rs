//! The entries of a set that implement a concurrent hook.

use alloc::boxed::Box;
use core::marker::PhantomData;

use super::order::SeatsAt;
use super::seat::AsyncSeat;
use super::slots::Slots;
use crate::dispatch::{
    Arguments, AsyncHook, AsyncLedger, Begun, BoxFuture, Fold, Lineup, Payload, RetOf, Store, ValueOf, Walk,
    at_once, ready,
};
use crate::error::HookError;

/// Something that is done with whoever sits somewhere, in a set of type `T`.
pub trait Visit<T, H: AsyncHook> {
    /// What comes of it.
    type Output;
    /// Does it.
    fn visit<E: AsyncSeat<T, H>>(self) -> Self::Output;
}

/// Calls everybody at once. Whoever waits is boxed: how many wait is known only while they do.
///
/// # Errors
/// The reason why the call ended.
pub async fn all<'l, S, P, M, L, O>(
    begin: impl FnOnce() -> Fold<'l, S::Hook, L, O> + Send,
    set: &S::Set,
    value: ValueOf<S::Hook>,
    args: Arguments<'_, S::Hook>,
) -> Result<O::Given, L::Stop>
where
    S: SeatsAt<P, M>,
    P: ?Sized,
    L: AsyncLedger<ValueOf<S::Hook>> + 'l,
    O: Store<S::Hook> + Send,
{
    let seats: Seats<'_, '_, S, P, M> = Seats { set, args, place: PhantomData, outlives: PhantomData };
    at_once(seats, begin(), value, S::CONCURRENCY).await
}

/// Those who implement the hook at place `M` of the point `P`.
struct Seats<'s, 'a, S: SeatsAt<P, M>, P: ?Sized, M> {
    set: &'s S::Set,
    args: Arguments<'a, S::Hook>,
    place: PhantomData<fn(&P) -> M>,
    /// Says that `'a` outlives `'s`, where the compiler does not forget it.
    outlives: PhantomData<&'s &'a ()>,
}

impl<'s, S, P, M, L> Lineup<S::Hook, L> for Seats<'s, '_, S, P, M>
where
    S: SeatsAt<P, M>,
    P: ?Sized,
    L: AsyncLedger<ValueOf<S::Hook>>,
{
    type Running = Running<'s, S::Hook>;

    fn count(&self) -> usize {
        S::IMPLEMENTATIONS
    }

    fn is_barrier(&self, place: usize) -> bool {
        S::visit(place, IsBarrier)
    }

    fn begin(&self, place: usize, value: ValueOf<S::Hook>) -> Result<Begun<Self::Running, S::Hook>, Payload> {
        let begin: Begin<'_, '_, S, S::Hook, L> =
            Begin { set: self.set, value, args: self.args.clone(), ledger: PhantomData };
        S::visit(place, begin)
    }

    fn settle<O: Store<S::Hook>>(
        &self,
        place: usize,
        fold: &mut Fold<'_, S::Hook, L, O>,
        returned: Result<RetOf<S::Hook>, Payload>,
    ) -> Result<RetOf<S::Hook>, HookError> {
        S::visit(place, Settle { fold, returned })
    }

    fn fold<O: Store<S::Hook>>(
        &self,
        place: usize,
        fold: &mut Fold<'_, S::Hook, L, O>,
        value: &ValueOf<S::Hook>,
        settled: Result<RetOf<S::Hook>, HookError>,
    ) -> Walk<S::Hook, L> {
        S::visit(place, Settled { fold, value, result: settled })
    }
}

type Running<'s, H> = BoxFuture<'s, Result<RetOf<H>, Payload>>;

struct IsBarrier;

impl<T, H: AsyncHook> Visit<T, H> for IsBarrier {
    type Output = bool;

    fn visit<E: AsyncSeat<T, H>>(self) -> bool {
        E::BARRIER
    }
}

/// Calls it, if its `when` lets the call through.
struct Begin<'s, 'a, S: Slots, H: AsyncHook, L> {
    set: &'s S::Set,
    value: ValueOf<H>,
    args: Arguments<'a, H>,
    ledger: PhantomData<fn() -> L>,
}

impl<'s, 'a: 's, S, H, L> Visit<S::Set, H> for Begin<'s, 'a, S, H, L>
where
    S: Slots,
    H: AsyncHook,
    L: AsyncLedger<ValueOf<H>>,
{
    type Output = Result<Begun<Running<'s, H>, H>, Payload>;

    fn visit<E: AsyncSeat<S::Set, H>>(self) -> Self::Output {
        let Begin { set, value, args, .. } = self;
        if !E::wants::<L>(set, &value, &args)? {
            return Ok(Begun::Declined(value));
        }
        if E::LIFTED {
            return L::returned(L::call(|| ready(E::call(set, value, args)))).map(Begun::Returned);
        }
        Ok(Begun::Running(Box::pin(async move { L::returned(L::watch(|| E::call(set, value, args)).await) })))
    }
}

/// Makes a failure of it known.
struct Settle<'f, 'l, H: AsyncHook, L: AsyncLedger<ValueOf<H>>, O> {
    fold: &'f mut Fold<'l, H, L, O>,
    returned: Result<RetOf<H>, Payload>,
}

impl<T, H, L, O> Visit<T, H> for Settle<'_, '_, H, L, O>
where
    H: AsyncHook,
    L: AsyncLedger<ValueOf<H>>,
    O: Store<H>,
{
    type Output = Result<RetOf<H>, HookError>;

    fn visit<E: AsyncSeat<T, H>>(self) -> Self::Output {
        E::settle(self.fold, self.returned)
    }
}

/// Folds what came of it.
struct Settled<'f, 'l, H: AsyncHook, L: AsyncLedger<ValueOf<H>>, O> {
    fold: &'f mut Fold<'l, H, L, O>,
    value: &'f ValueOf<H>,
    result: Result<RetOf<H>, HookError>,
}

impl<T, H, L, O> Visit<T, H> for Settled<'_, '_, H, L, O>
where
    H: AsyncHook,
    L: AsyncLedger<ValueOf<H>>,
    O: Store<H>,
{
    type Output = Walk<H, L>;

    fn visit<E: AsyncSeat<T, H>>(self) -> Walk<H, L> {
        E::settled(self.fold, self.value, self.result)
    }
}
