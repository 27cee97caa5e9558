//! A call with wrappers around it: the outermost first, the implementations inside the innermost.
//!
//! Under a strategy that goes on past failures, a wrapper that fails is treated as absent: the outcome that came from
//! inside stands, and where there is none yet, the inside is called without it.

use super::called::{Outcome, wrapper_failure};
use super::erased::{Held, HeldAsync, HeldSync};
use super::guard::Guard;
use super::hook::{BoxFuture, OutcomeOf, ValueOf};
use super::inner::{Inner, Inside};
use super::ledger::{AsyncLedger, Ledger};
use super::limit::Limited;
use super::panics::{catch, panicked};
use super::slots::Slots;
use super::{asynchronous, sync};
use crate::error::{HookError, HookResult};
use crate::next::{Kind, Proceed, ProceedAsync};

/// What stays the same through all levels of a call.
pub(crate) struct Around<'n, 'a, H: Held, L> {
    pub(crate) slots: &'n Slots<H>,
    pub(crate) args: &'n H::Args<'a>,
    pub(crate) ledger: &'n L,
}

impl<H: Held, L> Clone for Around<'_, '_, H, L> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<H: Held, L> Copy for Around<'_, '_, H, L> {}

/// What is inside a wrapper of a synchronous hook.
pub struct Rest<'n, 'a, H: Held, L: Guard> {
    around: Around<'n, 'a, H, L>,
    depth: usize,
    inner: L::Inner<H>,
}

impl<H, L, K> Proceed<K> for &Rest<'_, '_, H, L>
where
    H: HeldSync,
    L: Ledger<ValueOf<H>>,
    K: Kind<Value = ValueOf<H>, Outcome = OutcomeOf<H>>,
{
    fn proceed(self, value: ValueOf<H>) -> HookResult<OutcomeOf<H>> {
        let Around { slots, args, ledger } = self.around;
        let outcome = if self.depth < slots.wrappers.len() {
            surround(self.around, self.depth, value)
        } else {
            sync::implementations(slots, value, args, ledger)
        };
        self.inner.note(ledger, outcome.map_err(Into::into))
    }
}

/// Calls the wrapper at `depth` and everything inside it.
pub(crate) fn surround<H: HeldSync, L: Ledger<ValueOf<H>>>(
    around: Around<'_, '_, H, L>,
    depth: usize,
    value: ValueOf<H>,
) -> Outcome<H, L> {
    let Around { slots, args, ledger } = around;
    let Some(wrapper) = slots.wrappers.get(depth) else {
        return sync::implementations(slots, value, args, ledger);
    };
    let kept = ledger.keep(&value);
    let next = Rest { around, depth: depth + 1, inner: Default::default() };
    let error = match catch(|| L::around(&*wrapper.target, value, args, &next)) {
        Ok(Ok(outcome)) => return Ok(outcome),
        Ok(Err(error)) => error,
        Err(payload) => HookError::unattributed(panicked(payload)),
    };
    let value = ledger.failed(wrapper_failure::<H, _>(&wrapper.owner, error), kept)?;
    match next.inner.take(ledger) {
        Some(outcome) => Ok(outcome),
        None => surround(around, depth + 1, value),
    }
}

/// What stays the same through all levels of an asynchronous call.
pub(crate) struct AsyncAround<'s, 'a, H: Held, L> {
    pub(crate) slots: &'s Slots<H>,
    pub(crate) args: H::Args<'a>,
    pub(crate) ledger: &'s L,
}

impl<H: Held, L> Clone for AsyncAround<'_, '_, H, L> {
    fn clone(&self) -> Self {
        AsyncAround { slots: self.slots, args: self.args.clone(), ledger: self.ledger }
    }
}

/// What is inside a wrapper of an asynchronous hook.
pub struct AsyncRest<'s, 'a, H: Held, L> {
    around: AsyncAround<'s, 'a, H, L>,
    depth: usize,
    inner: Inner<H>,
}

impl<H: HeldAsync, L: AsyncLedger<ValueOf<H>>, K> ProceedAsync<K> for &AsyncRest<'_, '_, H, L>
where
    K: Kind<Value = ValueOf<H>, Outcome = OutcomeOf<H>>,
{
    async fn proceed(self, value: ValueOf<H>) -> HookResult<OutcomeOf<H>> {
        let AsyncAround { slots, args, ledger } = self.around.clone();
        let outcome = if self.depth < slots.wrappers.len() {
            surround_async(AsyncAround { slots, args, ledger }, self.depth, value).await
        } else {
            asynchronous::implementations(slots, value, args, ledger).await
        };
        let outcome = outcome.map_err(Into::into);
        if L::TOLERANT { self.inner.note(ledger, outcome) } else { outcome }
    }
}

/// Calls the wrapper at `depth` and everything inside it.
pub(crate) async fn surround_async<'s, 'a: 's, H: HeldAsync, L: AsyncLedger<ValueOf<H>>>(
    around: AsyncAround<'s, 'a, H, L>,
    depth: usize,
    value: ValueOf<H>,
) -> Outcome<H, L> {
    let next = AsyncRest { around, depth: depth + 1, inner: Inner::default() };
    let AsyncAround { slots, args, ledger } = &next.around;
    let Some(wrapper) = slots.wrappers.get(depth) else {
        return inside(next.around, depth, value).await;
    };
    let kept = ledger.keep(&value);
    let error = {
        let begun = catch(|| L::around_async::<H>(&*wrapper.target, value, args.clone(), &next));
        let done = match begun {
            Ok(future) => Limited::new(future, wrapper.timeout()).await.map_err(panicked),
            Err(payload) => Err(panicked(payload)),
        };
        match done {
            Ok(Ok(outcome)) => return Ok(outcome),
            Ok(Err(error)) => error,
            Err(kind) => HookError::unattributed(kind),
        }
    };
    let value = ledger.failed(wrapper_failure::<H, _>(&wrapper.owner, error), kept)?;
    match next.inner.take(*ledger) {
        Some(outcome) => Ok(outcome),
        None => inside(next.around, depth + 1, value).await,
    }
}

/// What is inside the wrapper before `depth`. Boxed: a future cannot hold another of its own type, nor should it hold
/// what is hardly ever needed.
fn inside<'s, 'a: 's, H: HeldAsync, L: AsyncLedger<ValueOf<H>>>(
    around: AsyncAround<'s, 'a, H, L>,
    depth: usize,
    value: ValueOf<H>,
) -> BoxFuture<'s, Outcome<H, L>> {
    if depth < around.slots.wrappers.len() {
        return Box::pin(surround_async(around, depth, value));
    }
    let AsyncAround { slots, args, ledger } = around;
    Box::pin(asynchronous::implementations(slots, value, args, ledger))
}
