//! The wrappers of a call, and what is inside of each.

use alloc::boxed::Box;
use core::marker::PhantomData;

use super::order::{AsyncOrder, Layer, SyncOrder};
use super::slots::{Entry, Holds, Nobody, Slots};
use crate::dispatch::{
    Appended, Arguments, AsyncHook, AsyncLedger, AsyncLevel, BoxFuture, Fold, Gather, Guard, Hook, Inside,
    Ledger, Lent, Outcome, OutcomeOf, Own, SyncHook, ValueOf, WrapAsync, WrapSync, panicked, wrapper_failure,
};
use crate::error::{HookError, HookResult};
use crate::next::{Kind, Proceed, ProceedAsync};

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
    /// Calls it, and appends what it answers.
    ///
    /// # Errors
    /// The reason why the call ended.
    fn append<L: Ledger<ValueOf<H>>>(
        set: &S::Set,
        into: &mut OutcomeOf<H>,
        value: ValueOf<H>,
        args: &H::Args<'_>,
        ledger: &L,
    ) -> Result<(), L::Stop>
    where
        H: SyncHook<Mode: Gather>;
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

    #[inline(always)]
    fn append<L: Ledger<ValueOf<H>>>(
        set: &S::Set,
        into: &mut OutcomeOf<H>,
        value: ValueOf<H>,
        args: &H::Args<'_>,
        ledger: &L,
    ) -> Result<(), L::Stop>
    where
        H: SyncHook<Mode: Gather>,
    {
        let mut appended = Appended::to(into);
        let store = Lent::new(appended.all(), S::IMPLEMENTATIONS);
        let mut fold = Fold::begin(ledger, store, S::IMPLEMENTATIONS);
        let walked = S::each(&mut fold, set, value, args);
        let result = fold.end(walked);
        appended.unless_failed(result)
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
        let inner = L::Inner::default();
        let next: Rest<'_, '_, S, H, L, <S as Layer<H, K>>::Inside> =
            Rest { set, args, ledger, inner: &inner, level: PhantomData };
        let error = match L::returned(L::call(|| H::wrap(E::get(set), value, args, next))) {
            Ok(Ok(outcome)) => return Ok(outcome),
            Ok(Err(error)) => error,
            Err(payload) => HookError::unattributed(panicked(payload)),
        };
        let value = ledger.failed(wrapper_failure::<H, _>(&Entry::<E, I>::owner(), error), kept)?;
        match inner.take(ledger) {
            Some(outcome) => Ok(outcome),
            None => next.run(value),
        }
    }

    #[inline(always)]
    fn append<L: Ledger<ValueOf<H>>>(
        set: &S::Set,
        into: &mut OutcomeOf<H>,
        value: ValueOf<H>,
        args: &H::Args<'_>,
        ledger: &L,
    ) -> Result<(), L::Stop>
    where
        H: SyncHook<Mode: Gather>,
    {
        into.extend(<Self as SyncLayer<S, H, K>>::run(set, value, args, ledger)?);
        Ok(())
    }
}

/// What is inside of a wrapper of a synchronous hook.
pub(super) struct Rest<'n, 'a, S: Slots, H: Hook, L: Guard, K> {
    set: &'n S::Set,
    args: &'n H::Args<'a>,
    ledger: &'n L,
    inner: &'n L::Inner<H>,
    level: PhantomData<fn() -> K>,
}

impl<S: Slots, H: Hook, L: Guard, K> Clone for Rest<'_, '_, S, H, L, K> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<S: Slots, H: Hook, L: Guard, K> Copy for Rest<'_, '_, S, H, L, K> {}

impl<S, H, L, K> Rest<'_, '_, S, H, L, K>
where
    S: Layer<H, K, Seat: SyncLayer<S, H, K>>,
    H: SyncHook,
    L: Ledger<ValueOf<H>>,
{
    #[inline(always)]
    fn run(self, value: ValueOf<H>) -> Outcome<H, L> {
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
    fn proceed(self, value: ValueOf<H>) -> HookResult<OutcomeOf<H>> {
        self.inner.note(self.ledger, self.run(value).map_err(Into::into))
    }
}

/// Whoever sits at level `K` of an asynchronous call, and everything inside of it.
pub trait AsyncLayer<S: Slots, H: AsyncHook, K> {
    /// Calls it.
    fn begin<L: AsyncLedger<ValueOf<H>>>(
        set: &S::Set,
        value: ValueOf<H>,
        args: Arguments<'_, H>,
        ledger: &L,
    ) -> impl Future<Output = Outcome<H, L>> + Send;
    /// Calls it, and appends what it answers.
    fn append<L: AsyncLedger<ValueOf<H>>>(
        set: &S::Set,
        into: &mut OutcomeOf<H>,
        value: ValueOf<H>,
        args: Arguments<'_, H>,
        ledger: &L,
    ) -> impl Future<Output = Result<(), L::Stop>> + Send
    where
        H: AsyncHook<Mode: Gather<Item: Send>>;
}

/// Inside of the innermost wrapper are the implementations. (Their future itself: one around it would cost something.)
impl<S: AsyncOrder<H>, H: AsyncHook, K> AsyncLayer<S, H, K> for Nobody {
    #[inline(always)]
    fn begin<L: AsyncLedger<ValueOf<H>>>(
        set: &S::Set,
        value: ValueOf<H>,
        args: Arguments<'_, H>,
        ledger: &L,
    ) -> impl Future<Output = Outcome<H, L>> + Send {
        S::each(|| Fold::begin(ledger, Own::new(S::IMPLEMENTATIONS), S::IMPLEMENTATIONS), set, value, args)
    }

    async fn append<L: AsyncLedger<ValueOf<H>>>(
        set: &S::Set,
        into: &mut OutcomeOf<H>,
        value: ValueOf<H>,
        args: Arguments<'_, H>,
        ledger: &L,
    ) -> Result<(), L::Stop>
    where
        H: AsyncHook<Mode: Gather<Item: Send>>,
    {
        let mut appended = Appended::to(into);
        let store = Lent::new(appended.all(), S::IMPLEMENTATIONS);
        let result = S::each(|| Fold::begin(ledger, store, S::IMPLEMENTATIONS), set, value, args).await;
        appended.unless_failed(result)
    }
}

impl<S, H, K, E, const I: usize> AsyncLayer<S, H, K> for Entry<E, I>
where
    S: Layer<H, K> + Layer<H, <S as Layer<H, K>>::Inside, Seat: AsyncLayer<S, H, <S as Layer<H, K>>::Inside>>,
    H: AsyncHook + WrapAsync<E::Plugin>,
    E: Holds<I, Set = S::Set>,
{
    #[inline(always)]
    fn begin<L: AsyncLedger<ValueOf<H>>>(
        set: &S::Set,
        value: ValueOf<H>,
        args: Arguments<'_, H>,
        ledger: &L,
    ) -> impl Future<Output = Outcome<H, L>> + Send {
        let level: AsyncWrapper<'_, '_, '_, S, H, L, <S as Layer<H, K>>::Inside, E, I> =
            AsyncWrapper { set, args, ledger: ledger.handle(), level: PhantomData, entry: PhantomData };
        ledger.surround(level, value)
    }

    async fn append<L: AsyncLedger<ValueOf<H>>>(
        set: &S::Set,
        into: &mut OutcomeOf<H>,
        value: ValueOf<H>,
        args: Arguments<'_, H>,
        ledger: &L,
    ) -> Result<(), L::Stop>
    where
        H: AsyncHook<Mode: Gather<Item: Send>>,
    {
        let outcome = <Self as AsyncLayer<S, H, K>>::begin(set, value, args, ledger).await?;
        into.extend(outcome);
        Ok(())
    }
}

/// A wrapper of an asynchronous hook, and what is inside of it: at level `K`.
///
/// Each level has arguments of its own, as it has by hand. Were they borrowed from the future of the outermost, that would
/// refer to itself, and then the compiler keeps all of it in memory.
struct AsyncWrapper<'n, 'l, 'a, S: Slots, H: AsyncHook, L: Guard + 'l, K, E, const I: usize> {
    set: &'n S::Set,
    args: Arguments<'a, H>,
    ledger: L::Handle<'l>,
    level: PhantomData<fn() -> K>,
    entry: PhantomData<Entry<E, I>>,
}

impl<S: Slots, H: AsyncHook, L: Guard, K, E, const I: usize> Clone
    for AsyncWrapper<'_, '_, '_, S, H, L, K, E, I>
{
    #[inline(always)]
    fn clone(&self) -> Self {
        AsyncWrapper {
            set: self.set,
            args: self.args.clone(),
            ledger: self.ledger,
            level: PhantomData,
            entry: PhantomData,
        }
    }
}

impl<S, H, L, K, E, const I: usize> AsyncLevel<H, L> for AsyncWrapper<'_, '_, '_, S, H, L, K, E, I>
where
    S: Layer<H, K, Seat: AsyncLayer<S, H, K>>,
    H: AsyncHook + WrapAsync<E::Plugin>,
    L: AsyncLedger<ValueOf<H>>,
    E: Holds<I, Set = S::Set>,
{
    type Owner = Entry<E, I>;

    #[inline(always)]
    fn owner() -> Entry<E, I> {
        Entry::owner()
    }

    #[inline(always)]
    fn wrap(
        self,
        value: ValueOf<H>,
        inner: &L::Shared<H>,
    ) -> impl Future<Output = HookResult<OutcomeOf<H>>> + Send {
        let AsyncWrapper { set, args, ledger, .. } = self;
        let next: AsyncRest<'_, '_, '_, '_, S, H, L, K> =
            AsyncRest { set, args: args.clone(), ledger, inner: L::share(inner), level: PhantomData };
        H::wrap(E::get(set), value, args, next)
    }

    #[cold]
    fn without<'n>(self, value: ValueOf<H>) -> BoxFuture<'n, Outcome<H, L>>
    where
        Self: 'n,
    {
        Box::pin(async move {
            <S as Layer<H, K>>::Seat::begin(self.set, value, self.args, L::of(self.ledger)).await
        })
    }
}

/// What is inside of a wrapper of an asynchronous hook.
pub(super) struct AsyncRest<'n, 'l, 'i, 'a, S: Slots, H: AsyncHook, L: Guard + 'l, K> {
    set: &'n S::Set,
    args: Arguments<'a, H>,
    ledger: L::Handle<'l>,
    inner: L::SharedHandle<'i, H>,
    level: PhantomData<fn() -> K>,
}

impl<S: Slots, H: AsyncHook, L: Guard, K> Clone for AsyncRest<'_, '_, '_, '_, S, H, L, K> {
    #[inline(always)]
    fn clone(&self) -> Self {
        AsyncRest {
            set: self.set,
            args: self.args.clone(),
            ledger: self.ledger,
            inner: self.inner,
            level: PhantomData,
        }
    }
}

impl<S, H, L, K, R> ProceedAsync<R> for AsyncRest<'_, '_, '_, '_, S, H, L, K>
where
    S: Layer<H, K, Seat: AsyncLayer<S, H, K>>,
    H: AsyncHook,
    L: AsyncLedger<ValueOf<H>>,
    R: Kind<Value = ValueOf<H>, Outcome = OutcomeOf<H>>,
{
    #[inline(always)]
    fn proceed(self, value: ValueOf<H>) -> impl Future<Output = HookResult<OutcomeOf<H>>> + Send {
        let outcome = <S as Layer<H, K>>::Seat::begin(self.set, value, self.args, L::of(self.ledger));
        L::of(self.ledger).inside(L::shared::<H>(self.inner), outcome)
    }
}
