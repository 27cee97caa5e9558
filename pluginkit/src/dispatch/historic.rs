//! What a historic hook is beyond a hook: its calls can be kept, and made again.

use alloc::borrow::ToOwned;
use core::borrow::Borrow;

use super::hook::{Hook, ValueOf};

/// A hook whose calls are remembered: `#[hook(historic)]`.
pub trait Historic: Hook {
    /// The arguments, as they are kept.
    type Owned: Send + Sync + 'static;
    /// What is threaded through its implementations, which is nothing: it is no pipeline.
    const VALUE: ValueOf<Self>;
    /// How many calls are kept; `None` for all.
    const MOST: Option<usize>;
    /// A copy to keep.
    fn own(args: &Self::Args<'_>) -> Self::Owned;
    /// The arguments of the same call, once more.
    fn lend(owned: &Self::Owned) -> Self::Args<'_>;
}

/// An argument that can be kept: `&T` where `T: ToOwned`, or a `Clone` value.
#[diagnostic::on_unimplemented(
    message = "this argument cannot be kept, so the call cannot be remembered",
    label = "`{Self}` has no owned form that may be kept and shared between threads",
    note = "a hook with `#[hook(historic)]` keeps its own copies of the arguments, for plugins that come later",
    note = "give the type `Clone`, `Send` and `Sync`, take it in an `Arc`, or leave `historic` out"
)]
pub trait Keepable {
    /// As it is kept.
    type Kept: Send + Sync + 'static;
    /// A copy.
    fn keep(&self) -> Self::Kept;
    /// What it was a copy of.
    fn lend(kept: &Self::Kept) -> &Self;
}

impl<T: ?Sized + ToOwned<Owned: Send + Sync + 'static>> Keepable for T {
    type Kept = T::Owned;

    fn keep(&self) -> T::Owned {
        self.to_owned()
    }

    fn lend(kept: &T::Owned) -> &T {
        kept.borrow()
    }
}
