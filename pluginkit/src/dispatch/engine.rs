//! What a caller needs of whoever runs its hooks: the tables of a manager, or a set chosen at compile time.

use super::hook::{Arguments, AsyncHook, OutcomeOf, SyncHook, ValueOf};
use super::mode::Gather;
use super::strategy::{AsyncPolicy, Policy};

/// Runs a synchronous hook.
pub trait SyncEngine<H: SyncHook> {
    /// Calls everyone due, with their wrappers around them.
    fn call<F: Policy<ValueOf<H>>>(&self, value: ValueOf<H>, args: H::Args<'_>) -> F::Return<OutcomeOf<H>>;

    /// The same, for a hook that collects: its answers are appended to what is there. Unless the call gives an outcome,
    /// nothing is.
    fn gather<F: Policy<ValueOf<H>>>(
        &self,
        into: &mut OutcomeOf<H>,
        value: ValueOf<H>,
        args: H::Args<'_>,
    ) -> F::Return<()>
    where
        H::Mode: Gather;
}

/// Runs an asynchronous hook.
pub trait AsyncEngine<H: AsyncHook> {
    /// Calls everyone due, with their wrappers around them.
    fn call_async<F: AsyncPolicy<ValueOf<H>>>(
        &self,
        value: ValueOf<H>,
        args: Arguments<'_, H>,
    ) -> impl Future<Output = F::Return<OutcomeOf<H>>> + Send;

    /// The same, for a hook that collects: its answers are appended to what is there. Unless the call gives an outcome,
    /// nothing is; a future that is dropped gives none.
    fn gather_async<F: AsyncPolicy<ValueOf<H>>>(
        &self,
        into: &mut OutcomeOf<H>,
        value: ValueOf<H>,
        args: Arguments<'_, H>,
    ) -> impl Future<Output = F::Return<()>> + Send
    where
        H::Mode: Gather<Item: Send>;
}
