//! What a caller needs of whoever runs its hooks: the tables of a manager, or a set chosen at compile time.

use alloc::vec::Vec;

use super::historic::Historic;
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

    /// Calls everyone due, and remembers the call for whoever comes later. Where nobody does, there is nothing to remember.
    fn tell<F: Policy<ValueOf<H>>>(&self, args: H::Args<'_>) -> F::Return<OutcomeOf<H>>
    where
        H: Historic,
    {
        self.call::<F>(H::VALUE, args)
    }

    /// The same, for a hook that collects: each answer is handed on, now and later.
    fn tell_each<F: Policy<ValueOf<H>>>(
        &self,
        each: impl Fn(<H::Mode as Gather>::Item) + Send + Sync + 'static,
        args: H::Args<'_>,
    ) -> F::Return<()>
    where
        H: Historic<Mode: Gather>,
    {
        let mut answers = Vec::new();
        let told = self.gather::<F>(&mut answers, H::VALUE, args);
        answers.into_iter().for_each(each);
        told
    }
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

    /// Calls everyone due, and remembers the call for whoever comes later. Where nobody does, there is nothing to remember.
    fn tell_async<F: AsyncPolicy<ValueOf<H>>>(
        &self,
        args: Arguments<'_, H>,
    ) -> impl Future<Output = F::Return<OutcomeOf<H>>> + Send
    where
        H: Historic,
    {
        self.call_async::<F>(H::VALUE, args)
    }

    /// The same, for a hook that collects: each answer is handed on, now and later.
    fn tell_each_async<F: AsyncPolicy<ValueOf<H>>>(
        &self,
        each: impl Fn(<H::Mode as Gather>::Item) + Send + Sync + 'static,
        args: Arguments<'_, H>,
    ) -> impl Future<Output = F::Return<()>> + Send
    where
        H: Historic<Mode: Gather<Item: Send>>,
        Self: Sync,
    {
        async move {
            let mut answers = Vec::new();
            let told = self.gather_async::<F>(&mut answers, H::VALUE, args).await;
            answers.into_iter().for_each(each);
            told
        }
    }
}
