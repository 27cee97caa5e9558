//! What stands in for the manager's tables where there are none: its names, which the rest goes by, and nothing behind them.

use core::convert::Infallible;
use core::marker::PhantomData;

/// Stands for what a manager's ledgers know of its wrappers.
pub trait CallsWrappers<V> {}

impl<V, L> CallsWrappers<V> for L {}

/// Stands for what runs the hooks of a point in a manager. It cannot be made: without the feature `std` there is no manager, so
/// a caller has the type of its engine written out.
pub struct Managed<P: ?Sized> {
    _never: Infallible,
    _point: PhantomData<fn() -> P>,
}
