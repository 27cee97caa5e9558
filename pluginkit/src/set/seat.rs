//! What whoever sits somewhere does when a hook is called: what a person would write, or nothing.

use core::future::pending;
use core::ops::ControlFlow;

use super::slots::{Entry, Holds, Nobody};
use crate::dispatch::{
    Arguments, AsyncHook, CallAsync, CallSync, Extends, Fold, Ledger, Options, Payload, Place, RetOf, Store,
    SyncHook, ValueOf, Walk,
};
use crate::error::HookError;

/// A seat in the call order of a synchronous hook, in a set of type `T`.
pub trait SyncSeat<T, H: SyncHook> {
    /// Calls it, if its `when` lets the call through.
    fn step<L: Ledger<ValueOf<H>>, O: Store<H>>(
        fold: &mut Fold<'_, H, L, O>,
        set: &T,
        value: ValueOf<H>,
        args: &H::Args<'_>,
    ) -> Walk<H, L>;
}

impl<T, H: SyncHook> SyncSeat<T, H> for Nobody {
    #[inline(always)]
    fn step<L: Ledger<ValueOf<H>>, O: Store<H>>(
        _: &mut Fold<'_, H, L, O>,
        _: &T,
        value: ValueOf<H>,
        _: &H::Args<'_>,
    ) -> Walk<H, L> {
        ControlFlow::Continue(value)
    }
}

impl<S, H, const I: usize, const M: usize> SyncSeat<S::Set, H> for Entry<S, I>
where
    S: Holds<I, Plugin: Extends<H::Point>>,
    H: SyncHook<Place = Place<M>> + CallSync<S::Plugin>,
    <S::Plugin as Extends<H::Point>>::Options<M>: Options<S::Plugin, H>,
{
    #[inline(always)]
    fn step<L: Ledger<ValueOf<H>>, O: Store<H>>(
        fold: &mut Fold<'_, H, L, O>,
        set: &S::Set,
        value: ValueOf<H>,
        args: &H::Args<'_>,
    ) -> Walk<H, L> {
        let plugin = S::get(set);
        let kept = fold.keep(&value);
        let called = L::call(|| match <<S::Plugin as Extends<H::Point>>::Options<M>>::WHEN {
            Some(when) if !when(plugin, &value, args) => Err(value),
            _ => Ok(H::call(plugin, value, args)),
        });
        match L::returned(called) {
            Ok(Ok(ret)) => fold.take(&Entry::<S, I>::owner(), kept, Ok(ret)),
            Ok(Err(value)) => ControlFlow::Continue(value),
            Err(payload) => fold.take(&Entry::<S, I>::owner(), kept, Err(payload)),
        }
    }
}

/// A seat in the call order of an asynchronous hook, in a set of type `T`.
///
/// Its parts are for the body of `__set_step`, in `expand`, which awaits its future in the future of the call: a
/// future around it would cost what a call by hand does not.
pub trait AsyncSeat<T, H: AsyncHook> {
    /// Is there anybody?
    const PRESENT: bool;
    /// A synchronous implementation: nothing is awaited.
    const LIFTED: bool;
    /// In a concurrent hook: it runs alone, after all before it.
    const BARRIER: bool;
    /// Does its `when` let the call through?
    ///
    /// # Errors
    /// What that panicked with.
    fn wants<L: Ledger<ValueOf<H>>>(
        set: &T,
        value: &ValueOf<H>,
        args: &Arguments<'_, H>,
    ) -> Result<bool, Payload>;
    /// Calls it.
    fn call(set: &T, value: ValueOf<H>, args: Arguments<'_, H>) -> impl Future<Output = RetOf<H>> + Send;
    /// Folds what came of that.
    fn fold<L: Ledger<ValueOf<H>>, O: Store<H>>(
        fold: &mut Fold<'_, H, L, O>,
        called: Result<RetOf<H>, Payload>,
    ) -> Walk<H, L>;
    /// In a concurrent hook: makes a failure of it known.
    ///
    /// # Errors
    /// That failure.
    fn settle<L: Ledger<ValueOf<H>>, O: Store<H>>(
        fold: &mut Fold<'_, H, L, O>,
        called: Result<RetOf<H>, Payload>,
    ) -> Result<RetOf<H>, HookError>;
    /// In a concurrent hook: folds what came of it.
    fn settled<L: Ledger<ValueOf<H>>, O: Store<H>>(
        fold: &mut Fold<'_, H, L, O>,
        value: &ValueOf<H>,
        settled: Result<RetOf<H>, HookError>,
    ) -> Walk<H, L>;
}

impl<T, H: AsyncHook> AsyncSeat<T, H> for Nobody {
    const PRESENT: bool = false;
    const LIFTED: bool = false;
    const BARRIER: bool = false;

    fn wants<L: Ledger<ValueOf<H>>>(_: &T, _: &ValueOf<H>, _: &Arguments<'_, H>) -> Result<bool, Payload> {
        Ok(false)
    }

    fn call(_: &T, _: ValueOf<H>, _: Arguments<'_, H>) -> impl Future<Output = RetOf<H>> + Send {
        pending()
    }

    fn fold<L: Ledger<ValueOf<H>>, O: Store<H>>(
        _: &mut Fold<'_, H, L, O>,
        _: Result<RetOf<H>, Payload>,
    ) -> Walk<H, L> {
        unreachable!("nobody is not called")
    }

    fn settle<L: Ledger<ValueOf<H>>, O: Store<H>>(
        _: &mut Fold<'_, H, L, O>,
        _: Result<RetOf<H>, Payload>,
    ) -> Result<RetOf<H>, HookError> {
        unreachable!("nobody is not called")
    }

    fn settled<L: Ledger<ValueOf<H>>, O: Store<H>>(
        _: &mut Fold<'_, H, L, O>,
        _: &ValueOf<H>,
        _: Result<RetOf<H>, HookError>,
    ) -> Walk<H, L> {
        unreachable!("nobody is not called")
    }
}

impl<S, H, const I: usize, const M: usize> AsyncSeat<S::Set, H> for Entry<S, I>
where
    S: Holds<I, Plugin: Extends<H::Point>>,
    H: AsyncHook<Place = Place<M>> + CallAsync<S::Plugin>,
    <S::Plugin as Extends<H::Point>>::Options<M>: Options<S::Plugin, H>,
{
    const PRESENT: bool = true;
    const LIFTED: bool = <S::Plugin as Extends<H::Point>>::FACTS.lifts(M);
    const BARRIER: bool = <S::Plugin as Extends<H::Point>>::FACTS.barrier;

    #[inline(always)]
    fn wants<L: Ledger<ValueOf<H>>>(
        set: &S::Set,
        value: &ValueOf<H>,
        args: &Arguments<'_, H>,
    ) -> Result<bool, Payload> {
        match <<S::Plugin as Extends<H::Point>>::Options<M>>::WHEN {
            Some(when) => L::returned(L::call(|| when(S::get(set), value, &args.0))),
            None => Ok(true),
        }
    }

    #[inline(always)]
    fn call(
        set: &S::Set,
        value: ValueOf<H>,
        args: Arguments<'_, H>,
    ) -> impl Future<Output = RetOf<H>> + Send {
        H::call(S::get(set), value, args)
    }

    #[inline(always)]
    fn fold<L: Ledger<ValueOf<H>>, O: Store<H>>(
        fold: &mut Fold<'_, H, L, O>,
        called: Result<RetOf<H>, Payload>,
    ) -> Walk<H, L> {
        fold.awaited(&Entry::<S, I>::owner(), called)
    }

    fn settle<L: Ledger<ValueOf<H>>, O: Store<H>>(
        fold: &mut Fold<'_, H, L, O>,
        called: Result<RetOf<H>, Payload>,
    ) -> Result<RetOf<H>, HookError> {
        fold.settle(&Entry::<S, I>::owner(), called)
    }

    fn settled<L: Ledger<ValueOf<H>>, O: Store<H>>(
        fold: &mut Fold<'_, H, L, O>,
        value: &ValueOf<H>,
        settled: Result<RetOf<H>, HookError>,
    ) -> Walk<H, L> {
        fold.settled(&Entry::<S, I>::owner(), value, settled)
    }
}
