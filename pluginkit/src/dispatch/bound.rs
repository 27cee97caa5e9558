//! A plugin instance behind a hook's pointer: where the plugin's type is forgotten.

use std::marker::PhantomData;
use std::sync::Arc;

use super::called::ready;
use super::erased::{
    AsyncImplementation, AsyncWrapper, Attempted, HeldAsync, HeldSync, Started, SyncImplementation,
    SyncWrapper,
};
use super::hook::{
    Arguments, BoxFuture, CallAsync, CallSync, Options, OutcomeOf, RetOf, ValueOf, WrapAsync, WrapSync,
};
use super::ledger::{FailFastLedger, TolerantLedger};
use super::wrapped::{AsyncRest, Rest};
use crate::error::HookResult;

/// A plugin as the implementation of a hook. Boxed, it costs a call less than an `Arc<dyn ..>` does: the plugin's
/// place in its allocation is known here.
pub(crate) struct Bound<P, O> {
    plugin: Arc<P>,
    lifted: bool,
    options: PhantomData<fn() -> O>,
}

impl<P, O> Bound<P, O> {
    pub(crate) fn new(plugin: &Arc<P>) -> Self {
        Bound::lifted(plugin, false)
    }

    pub(crate) fn lifted(plugin: &Arc<P>, lifted: bool) -> Self {
        Bound { plugin: Arc::clone(plugin), lifted, options: PhantomData }
    }
}

impl<P, O, H> SyncImplementation<H> for Bound<P, O>
where
    P: Send + Sync + 'static,
    O: Options<P, H>,
    H: HeldSync + CallSync<P>,
{
    fn call(&self, value: ValueOf<H>, args: &H::Args<'_>) -> RetOf<H> {
        H::call(&self.plugin, value, args)
    }

    fn wants(&self, value: &ValueOf<H>, args: &H::Args<'_>) -> bool {
        O::WHEN.is_none_or(|when| when(&self.plugin, value, args))
    }

    fn run(&self, value: ValueOf<H>, args: &H::Args<'_>) -> Attempted<H> {
        match O::OFFLOAD {
            Some(offload) => Attempted::Offloaded(offload(Arc::clone(&self.plugin), value, args)),
            None => Attempted::Returned(H::call(&self.plugin, value, args)),
        }
    }
}

impl<P, O, H> AsyncImplementation<H> for Bound<P, O>
where
    P: Send + Sync + 'static,
    O: Options<P, H>,
    H: HeldAsync + CallAsync<P>,
{
    fn start<'n, 'a: 'n>(&'n self, value: ValueOf<H>, args: H::Args<'a>) -> Started<'n, RetOf<H>> {
        let future = H::call(&self.plugin, value, Arguments(args));
        if self.lifted { Started::Ready(ready(future)) } else { Started::Pending(Box::pin(future)) }
    }

    fn wants(&self, value: &ValueOf<H>, args: &H::Args<'_>) -> bool {
        O::WHEN.is_none_or(|when| when(&self.plugin, value, args))
    }

    fn run<'n, 'a: 'n>(&'n self, value: ValueOf<H>, args: H::Args<'a>) -> Started<'n, RetOf<H>> {
        match O::OFFLOAD {
            Some(offload) => {
                Started::Pending(Box::pin(offload(Arc::clone(&self.plugin), value, &args).finish()))
            }
            None => AsyncImplementation::<H>::start(self, value, args),
        }
    }
}

/// A plugin as a wrapper of a hook.
pub(crate) struct Wrapping<P> {
    plugin: Arc<P>,
}

impl<P> Wrapping<P> {
    pub(crate) fn new(plugin: &Arc<P>) -> Self {
        Wrapping { plugin: Arc::clone(plugin) }
    }
}

impl<P, H> SyncWrapper<H> for Wrapping<P>
where
    P: Send + Sync + 'static,
    H: HeldSync + WrapSync<P>,
{
    fn strict(
        &self,
        value: ValueOf<H>,
        args: &H::Args<'_>,
        next: &Rest<'_, '_, H, FailFastLedger>,
    ) -> HookResult<OutcomeOf<H>> {
        H::wrap(&self.plugin, value, args, next)
    }

    fn tolerant(
        &self,
        value: ValueOf<H>,
        args: &H::Args<'_>,
        next: &Rest<'_, '_, H, TolerantLedger<ValueOf<H>>>,
    ) -> HookResult<OutcomeOf<H>>
    where
        ValueOf<H>: Clone,
    {
        H::wrap(&self.plugin, value, args, next)
    }
}

impl<P, H> AsyncWrapper<H> for Wrapping<P>
where
    P: Send + Sync + 'static,
    H: HeldAsync + WrapAsync<P>,
{
    fn strict<'n, 's: 'n, 'a: 'n>(
        &'n self,
        value: ValueOf<H>,
        args: H::Args<'a>,
        next: &'n AsyncRest<'s, 'a, H, FailFastLedger>,
    ) -> BoxFuture<'n, HookResult<OutcomeOf<H>>> {
        Box::pin(H::wrap(&self.plugin, value, Arguments(args), next))
    }

    fn tolerant<'n, 's: 'n, 'a: 'n>(
        &'n self,
        value: ValueOf<H>,
        args: H::Args<'a>,
        next: &'n AsyncRest<'s, 'a, H, TolerantLedger<ValueOf<H>>>,
    ) -> BoxFuture<'n, HookResult<OutcomeOf<H>>>
    where
        ValueOf<H>: Clone,
    {
        Box::pin(H::wrap(&self.plugin, value, Arguments(args), next))
    }
}
