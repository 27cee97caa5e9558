//! The wrappers of a call, and what is inside of each.

use super::fold::{Fold, Own};
use super::order::{AsyncOrder, Layer, SyncOrder};
use super::slots::{Entry, Holds, Nobody, Slots};
use crate::dispatch::{
    Arguments, AsyncHook, AsyncLedger, Guard, Hook, Inside, Ledger, Outcome, OutcomeOf, SyncHook, ValueOf,
    WrapAsync, WrapSync, panicked, wrapper_failure,
};
use crate::error::{HookError, HookResult};
use crate::next::{Kind, Proceed, ProceedAsync};
use std::marker::PhantomData;

/// Whoever sits at level `K` of a synchronous call, and everything inside of it.
pub trait SyncLayer<S: Slots, H: SyncHook, K> {
    /// Calls it.
    ///
    /// # Errors
    /// The reason why the call ended.
    fn run<L: Ledger<ValueOf<H>>>(
        set: &S::Set,
        value: ValueOf<H>,
        args: &H::Args<'_>,
        ledger: &L,
    ) -> Outcome<H, L>;
}

/// Inside of the innermost wrapper are the implementations.
impl<S: SyncOrder<H>, H: SyncHook, K> SyncLayer<S, H, K> for Nobody {
    #[inline(always)]
    fn run<L: Ledger<ValueOf<H>>>(
        set: &S::Set,
        value: ValueOf<H>,
        args: &H::Args<'_>,
        ledger: &L,
    ) -> Outcome<H, L> {
        let mut fold = Fold::begin(ledger, Own::new(S::IMPLEMENTATIONS), S::IMPLEMENTATIONS);
        let walked = S::each(&mut fold, set, value, args);
        fold.end(walked)
    }
}

impl<S, H, K, E, const I: usize> SyncLayer<S, H, K> for Entry<E, I>
where
    S: Layer<H, K> + Layer<H, <S as Layer<H, K>>::Inside, Seat: SyncLayer<S, H, <S as Layer<H, K>>::Inside>>,
    H: SyncHook + WrapSync<E::Plugin>,
    E: Holds<I, Set = S::Set>,
{
    #[inline(always)]
    fn run<L: Ledger<ValueOf<H>>>(
        set: &S::Set,
        value: ValueOf<H>,
        args: &H::Args<'_>,
        ledger: &L,
    ) -> Outcome<H, L> {
        let kept = ledger.keep(&value);
        let next: Rest<'_, '_, S, H, L, <S as Layer<H, K>>::Inside> =
            Rest { set, args, ledger, inner: Default::default(), level: PhantomData };
        let error = match L::returned(L::call(|| H::wrap(E::get(set), value, args, &next))) {
            Ok(Ok(outcome)) => return Ok(outcome),
            Ok(Err(error)) => error,
            Err(payload) => HookError::unattributed(panicked(payload)),
        };
        let value = ledger.failed(wrapper_failure::<H, _>(&Entry::<E, I>::owner(), error), kept)?;
        match next.inner.take(ledger) {
            Some(outcome) => Ok(outcome),
            None => next.run(value),
        }
    }
}

/// What is inside of a wrapper of a synchronous hook.
pub(super) struct Rest<'n, 'a, S: Slots, H: Hook, L: Guard, K> {
    set: &'n S::Set,
    args: &'n H::Args<'a>,
    ledger: &'n L,
    inner: L::Inner<H>,
    level: PhantomData<fn() -> K>,
}

impl<S, H, L, K> Rest<'_, '_, S, H, L, K>
where
    S: Layer<H, K, Seat: SyncLayer<S, H, K>>,
    H: SyncHook,
    L: Ledger<ValueOf<H>>,
{
    #[inline(always)]
    fn run(&self, value: ValueOf<H>) -> Outcome<H, L> {
        <S as Layer<H, K>>::Seat::run(self.set, value, self.args, self.ledger)
    }
}

impl<S, H, L, K, R> Proceed<R> for Rest<'_, '_, S, H, L, K>
where
    S: Layer<H, K, Seat: SyncLayer<S, H, K>>,
    H: SyncHook,
    L: Ledger<ValueOf<H>>,
    R: Kind<Value = ValueOf<H>, Outcome = OutcomeOf<H>>,
{
    #[inline(always)]
    fn proceed(&self, value: ValueOf<H>) -> HookResult<OutcomeOf<H>> {
        self.inner.note(self.ledger, self.run(value).map_err(Into::into))
    }
}

/// Whoever sits at level `K` of an asynchronous call, and everything inside of it.
pub trait AsyncLayer<S: Slots, H: AsyncHook, K> {
    /// Calls it.
    fn run<L: AsyncLedger<ValueOf<H>>>(
        set: &S::Set,
        value: ValueOf<H>,
        args: Arguments<'_, H>,
        ledger: &L,
    ) -> impl Future<Output = Outcome<H, L>> + Send;
}

/// Inside of the innermost wrapper are the implementations. (Their future itself: one around it would cost something.)
impl<S: AsyncOrder<H>, H: AsyncHook, K> AsyncLayer<S, H, K> for Nobody {
    #[inline(always)]
    fn run<L: AsyncLedger<ValueOf<H>>>(
        set: &S::Set,
        value: ValueOf<H>,
        args: Arguments<'_, H>,
        ledger: &L,
    ) -> impl Future<Output = Outcome<H, L>> + Send {
        S::each(|| Fold::begin(ledger, Own::new(S::IMPLEMENTATIONS), S::IMPLEMENTATIONS), set, value, args)
    }
}

impl<S, H, K, E, const I: usize> AsyncLayer<S, H, K> for Entry<E, I>
where
    S: Layer<H, K> + Layer<H, <S as Layer<H, K>>::Inside, Seat: AsyncLayer<S, H, <S as Layer<H, K>>::Inside>>,
    H: AsyncHook + WrapAsync<E::Plugin>,
    E: Holds<I, Set = S::Set>,
{
    #[inline(always)]
    async fn run<L: AsyncLedger<ValueOf<H>>>(
        set: &S::Set,
        value: ValueOf<H>,
        args: Arguments<'_, H>,
        ledger: &L,
    ) -> Outcome<H, L> {
        let kept = ledger.keep(&value);
        let next: AsyncRest<'_, '_, S, H, L, <S as Layer<H, K>>::Inside> =
            AsyncRest { set, args, ledger, inner: Default::default(), level: PhantomData };
        let error = {
            let called = L::watch(|| H::wrap(E::get(set), value, next.args.clone(), &next)).await;
            match L::returned(called) {
                Ok(Ok(outcome)) => return Ok(outcome),
                Ok(Err(error)) => error,
                Err(payload) => HookError::unattributed(panicked(payload)),
            }
        };
        let value = ledger.failed(wrapper_failure::<H, _>(&Entry::<E, I>::owner(), error), kept)?;
        match next.inner.take(ledger) {
            Some(outcome) => Ok(outcome),
            None => next.again(value).await,
        }
    }
}

/// What is inside of a wrapper of an asynchronous hook.
pub(super) struct AsyncRest<'n, 'a, S: Slots, H: AsyncHook, L: Guard, K> {
    set: &'n S::Set,
    args: Arguments<'a, H>,
    ledger: &'n L,
    inner: L::Shared<H>,
    level: PhantomData<fn() -> K>,
}

impl<S, H, L, K> AsyncRest<'_, '_, S, H, L, K>
where
    S: Layer<H, K, Seat: AsyncLayer<S, H, K>>,
    H: AsyncHook,
    L: AsyncLedger<ValueOf<H>>,
{
    #[inline(always)]
    fn run(&self, value: ValueOf<H>) -> impl Future<Output = Outcome<H, L>> + Send {
        <S as Layer<H, K>>::Seat::run(self.set, value, self.args.clone(), self.ledger)
    }

    /// Without the wrapper that failed. Boxed: it takes no room where nobody fails.
    #[cold]
    fn again(&self, value: ValueOf<H>) -> crate::dispatch::BoxFuture<'_, Outcome<H, L>> {
        Box::pin(self.run(value))
    }
}

impl<S, H, L, K, R> ProceedAsync<R> for AsyncRest<'_, '_, S, H, L, K>
where
    S: Layer<H, K, Seat: AsyncLayer<S, H, K>>,
    H: AsyncHook,
    L: AsyncLedger<ValueOf<H>>,
    R: Kind<Value = ValueOf<H>, Outcome = OutcomeOf<H>>,
{
    #[inline(always)]
    fn proceed(&self, value: ValueOf<H>) -> impl Future<Output = HookResult<OutcomeOf<H>>> + Send {
        self.ledger.inside(&self.inner, self.run(value))
    }
}
