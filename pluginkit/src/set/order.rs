//! In what order the entries of a set are called, as types.
//!
//! A set's macro knows a hook by its point and its place there; a call knows it by its type. `..At` is the former, and follows
//! from the latter.

use super::concurrent::Visit;
use super::slots::Slots;
use crate::dispatch::{
    Arguments, AsyncHook, AsyncLedger, Fold, Hook, Ledger, Store, SyncHook, ValueOf, Walk,
};
use crate::point::Concurrency;

/// The `N`-th level of a call, from the outside in.
pub struct Level<const N: usize>;

/// Who wraps the hook at place `M` of the point `P` at a level: the outermost at `Level<0>`, and
/// [`Nobody`](super::Nobody) inside of the innermost.
pub trait LayerAt<P: ?Sized, M, K>: Slots {
    /// That one.
    type Seat;
    /// The level inside of it.
    type Inside;
}

/// Who wraps a hook at a level.
pub trait Layer<H, K>: Slots {
    /// That one.
    type Seat;
    /// The level inside of it.
    type Inside;
}

impl<S: LayerAt<H::Point, H::Place, K>, H: Hook, K> Layer<H, K> for S {
    type Seat = S::Seat;
    type Inside = S::Inside;
}

/// How many implement the hook at place `M` of the point `P`.
pub trait Counted<P: ?Sized, M> {
    /// Who implement it.
    const IMPLEMENTATIONS: usize;
}

/// Who implements the synchronous hook at place `M` of the point `P`.
pub trait SyncOrderAt<P: ?Sized, M>: Slots + Counted<P, M> {
    /// That hook.
    type Hook: SyncHook;
    /// Calls them.
    fn each<L: Ledger<ValueOf<Self::Hook>>, O: Store<Self::Hook>>(
        fold: &mut Fold<'_, Self::Hook, L, O>,
        set: &Self::Set,
        value: ValueOf<Self::Hook>,
        args: &<Self::Hook as Hook>::Args<'_>,
    ) -> Walk<Self::Hook, L>;
}

/// Who implements a synchronous hook.
pub trait SyncOrder<H: SyncHook>: SyncOrderAt<H::Point, H::Place, Hook = H> {}

impl<S: SyncOrderAt<H::Point, H::Place, Hook = H>, H: SyncHook> SyncOrder<H> for S {}

/// Who implements the asynchronous hook at place `M` of the point `P`.
pub trait AsyncOrderAt<P: ?Sized, M>: Slots + Counted<P, M> {
    /// That hook.
    type Hook: AsyncHook;
    /// Calls them, one after the other. The fold is begun in the future of the call, and not moved there: so the compiler
    /// still knows what is in it.
    fn each<'l, L: AsyncLedger<ValueOf<Self::Hook>> + 'l, O: Store<Self::Hook> + Send>(
        begin: impl FnOnce() -> Fold<'l, Self::Hook, L, O> + Send,
        set: &Self::Set,
        value: ValueOf<Self::Hook>,
        args: Arguments<'_, Self::Hook>,
    ) -> impl Future<Output = Result<O::Given, L::Stop>> + Send;
}

/// Who implements an asynchronous hook.
pub trait AsyncOrder<H: AsyncHook>: AsyncOrderAt<H::Point, H::Place, Hook = H> {}

impl<S: AsyncOrderAt<H::Point, H::Place, Hook = H>, H: AsyncHook> AsyncOrder<H> for S {}

/// Who implements the concurrent hook at place `M` of the point `P`.
pub trait SeatsAt<P: ?Sized, M>: AsyncOrderAt<P, M> {
    /// How they run at once.
    const CONCURRENCY: Concurrency;
    /// Does something with whoever is called at this place of the call order.
    fn visit<V: Visit<Self::Set, Self::Hook>>(place: usize, visitor: V) -> V::Output;
}
