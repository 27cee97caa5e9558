//! What tables hold: implementations and wrappers whose plugins' types are forgotten.

use super::guard::Guard;
use super::hook::{AsyncHook, BoxFuture, Hook, OutcomeOf, RetOf, SyncHook, ValueOf};
use super::ledger::{FailFastLedger, TolerantLedger};
use super::mode::Mode;
use super::offload::Job;
use super::wrapped::{AsyncRest, Rest};
use crate::error::{HookErrorKind, HookResult};

/// A hook, as a table holds it.
pub trait Held: Hook {
    /// An implementation, behind a pointer.
    type Implementation: ?Sized + Send + Sync;
    /// A wrapper, behind a pointer.
    type Wrapper: ?Sized + Send + Sync;
}

/// A synchronous hook, as a table holds it.
pub trait HeldSync:
    SyncHook + Held<Implementation = dyn SyncImplementation<Self>, Wrapper = dyn SyncWrapper<Self>>
{
}

impl<H> HeldSync for H where
    H: SyncHook + Held<Implementation = dyn SyncImplementation<H>, Wrapper = dyn SyncWrapper<H>>
{
}

/// An asynchronous hook, as a table holds it.
pub trait HeldAsync:
    AsyncHook + Held<Implementation = dyn AsyncImplementation<Self>, Wrapper = dyn AsyncWrapper<Self>>
{
}

impl<H> HeldAsync for H where
    H: AsyncHook + Held<Implementation = dyn AsyncImplementation<H>, Wrapper = dyn AsyncWrapper<H>>
{
}

/// An implementation of a synchronous hook, its plugin's type forgotten.
pub trait SyncImplementation<H: Hook>: Send + Sync {
    /// Calls it.
    fn call(&self, value: ValueOf<H>, args: &H::Args<'_>) -> RetOf<H>;
    /// Whether its `when` lets the call through.
    fn wants(&self, value: &ValueOf<H>, args: &H::Args<'_>) -> bool;
    /// Calls it, on the blocking pool if it is to be offloaded.
    fn run(&self, value: ValueOf<H>, args: &H::Args<'_>) -> Attempted<H>;
    /// Calls it if its `when` lets the call through, on the blocking pool if it is to be offloaded.
    fn attempt(&self, value: ValueOf<H>, args: &H::Args<'_>) -> Attempted<H> {
        if self.wants(&value, args) { self.run(value, args) } else { Attempted::Declined(value) }
    }
}

/// What came of calling a synchronous implementation with whatever its extension asked for.
pub enum Attempted<H: Hook> {
    Returned(RetOf<H>),
    /// Its `when` said no.
    Declined(ValueOf<H>),
    /// It runs on the blocking pool.
    Offloaded(Job<RetOf<H>>),
    /// It ran there, and failed.
    Failed(HookErrorKind),
}

/// What calling an implementation of an asynchronous hook gives at once.
pub enum Started<'f, T> {
    /// A synchronous implementation: it is done, and nothing was allocated.
    Ready(T),
    /// An asynchronous one.
    Pending(BoxFuture<'f, T>),
}

/// An implementation of an asynchronous hook, its plugin's type forgotten.
pub trait AsyncImplementation<H: Hook>: Send + Sync {
    /// Calls it.
    fn start<'n, 'a: 'n>(&'n self, value: ValueOf<H>, args: H::Args<'a>) -> Started<'n, RetOf<H>>;
    /// Whether its `when` lets the call through.
    fn wants(&self, value: &ValueOf<H>, args: &H::Args<'_>) -> bool;
    /// Calls it, on the blocking pool if it is to be offloaded.
    fn run<'n, 'a: 'n>(&'n self, value: ValueOf<H>, args: H::Args<'a>) -> Started<'n, RetOf<H>>;
    /// Calls it if its `when` lets the call through, on the blocking pool if it is to be offloaded.
    ///
    /// # Errors
    /// The value, where the `when` said no.
    fn attempt<'n, 'a: 'n>(
        &'n self,
        value: ValueOf<H>,
        args: H::Args<'a>,
    ) -> Result<Started<'n, RetOf<H>>, ValueOf<H>> {
        if self.wants(&value, &args) { Ok(self.run(value, args)) } else { Err(value) }
    }
}

/// A wrapper of a synchronous hook, its plugin's type forgotten. One method for each way to take failures.
pub trait SyncWrapper<H: Held>: Send + Sync {
    /// Around a call that the first failure ends.
    ///
    /// # Errors
    /// That failure, or the wrapper's own.
    fn strict(
        &self,
        value: ValueOf<H>,
        args: &H::Args<'_>,
        next: &Rest<'_, '_, H, FailFastLedger>,
    ) -> HookResult<OutcomeOf<H>>;
    /// Around a call that goes on past failures.
    ///
    /// # Errors
    /// The wrapper's own failure.
    fn tolerant(
        &self,
        value: ValueOf<H>,
        args: &H::Args<'_>,
        next: &Rest<'_, '_, H, TolerantLedger<ValueOf<H>>>,
    ) -> HookResult<OutcomeOf<H>>
    where
        ValueOf<H>: Clone;
}

/// A wrapper of an asynchronous hook, its plugin's type forgotten. One method for each way to take failures.
pub trait AsyncWrapper<H: Held>: Send + Sync {
    /// Around a call that the first failure ends.
    fn strict<'n, 's: 'n, 'a: 'n>(
        &'n self,
        value: ValueOf<H>,
        args: H::Args<'a>,
        next: &'n AsyncRest<'s, 'a, H, FailFastLedger>,
    ) -> BoxFuture<'n, HookResult<OutcomeOf<H>>>;
    /// Around a call that goes on past failures.
    fn tolerant<'n, 's: 'n, 'a: 'n>(
        &'n self,
        value: ValueOf<H>,
        args: H::Args<'a>,
        next: &'n AsyncRest<'s, 'a, H, TolerantLedger<ValueOf<H>>>,
    ) -> BoxFuture<'n, HookResult<OutcomeOf<H>>>
    where
        ValueOf<H>: Clone;
}

/// What a ledger knows of wrappers: which of their two methods is meant for it.
pub trait CallsWrappers<V>: Guard + Sized {
    /// Calls a wrapper by that one.
    ///
    /// # Errors
    /// The failure that ended the call, or the wrapper's own.
    fn around<H: HeldSync<Mode: Mode<Value = V>>>(
        wrapper: &dyn SyncWrapper<H>,
        value: V,
        args: &H::Args<'_>,
        next: &Rest<'_, '_, H, Self>,
    ) -> HookResult<OutcomeOf<H>>;
    /// Calls an asynchronous wrapper by that one.
    fn around_async<'n, 's: 'n, 'a: 'n, H: HeldAsync<Mode: Mode<Value = V>>>(
        wrapper: &'n dyn AsyncWrapper<H>,
        value: V,
        args: H::Args<'a>,
        next: &'n AsyncRest<'s, 'a, H, Self>,
    ) -> BoxFuture<'n, HookResult<OutcomeOf<H>>>;
}

impl<V> CallsWrappers<V> for FailFastLedger {
    fn around<H: HeldSync<Mode: Mode<Value = V>>>(
        wrapper: &dyn SyncWrapper<H>,
        value: V,
        args: &H::Args<'_>,
        next: &Rest<'_, '_, H, Self>,
    ) -> HookResult<OutcomeOf<H>> {
        wrapper.strict(value, args, next)
    }

    fn around_async<'n, 's: 'n, 'a: 'n, H: HeldAsync<Mode: Mode<Value = V>>>(
        wrapper: &'n dyn AsyncWrapper<H>,
        value: V,
        args: H::Args<'a>,
        next: &'n AsyncRest<'s, 'a, H, Self>,
    ) -> BoxFuture<'n, HookResult<OutcomeOf<H>>> {
        wrapper.strict(value, args, next)
    }
}

impl<V: Clone + 'static> CallsWrappers<V> for TolerantLedger<V> {
    fn around<H: HeldSync<Mode: Mode<Value = V>>>(
        wrapper: &dyn SyncWrapper<H>,
        value: V,
        args: &H::Args<'_>,
        next: &Rest<'_, '_, H, Self>,
    ) -> HookResult<OutcomeOf<H>> {
        wrapper.tolerant(value, args, next)
    }

    fn around_async<'n, 's: 'n, 'a: 'n, H: HeldAsync<Mode: Mode<Value = V>>>(
        wrapper: &'n dyn AsyncWrapper<H>,
        value: V,
        args: H::Args<'a>,
        next: &'n AsyncRest<'s, 'a, H, Self>,
    ) -> BoxFuture<'n, HookResult<OutcomeOf<H>>> {
        wrapper.tolerant(value, args, next)
    }
}
