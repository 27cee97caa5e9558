//! Plugin sets: chosen, checked and put in order by the compiler.

mod check;
mod concurrent;
mod engine;
mod expand;
mod layers;
mod order;
mod plan;
mod seat;
mod slots;
#[cfg(all(test, feature = "std"))]
mod tests;
#[cfg(feature = "std")]
mod unlisted;

pub use check::{Checked, check_listed};
pub use concurrent::{Visit, all};
pub use engine::{call, call_async, gather, gather_async};
pub use layers::{AsyncLayer, SyncLayer};
pub use order::{AsyncOrderAt, Counted, LayerAt, Level, SeatsAt, SyncOrderAt};
pub use plan::{Directory, Pair, Ranking, anybody, call_order, extenders, joined, ranks, start_order};
pub use seat::{AsyncSeat, SyncSeat};
pub use slots::{
    At, Entry, HasPoint, Holds, Keyed, Known, Member, NoExtension, NoPlugin, NoPoint, Nobody, NotSame,
    PointAt, Probe, Same, Slots,
};
#[cfg(feature = "std")]
pub use unlisted::UnlistedExtension;

use core::any::TypeId;

use self::order::{AsyncOrder, Layer, SyncOrder};
use crate::__private::managed;
use crate::dispatch::{AsyncHook, SyncHook};
use crate::plugin::{Plugin, PluginEntry};

/// A set of plugins that was chosen at compile time: what [`plugin_set!`](crate::plugin_set) makes.
///
/// ```
/// use pluginkit::{PluginSet, plugin_set, prelude::*};
///
/// #[plugin(id = "geo", version = "1.2.0", listed)]
/// #[derive(Default)]
/// struct Geo;
///
/// plugin_set! {
///     struct Newsroom { geo: Geo }
///     points: [];
/// }
///
/// assert_eq!(Newsroom::PLUGINS[0].id(), "geo");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a plugin set",
    label = "not a plugin set",
    note = "a plugin set is what `plugin_set!` makes, itself and not a reference to it"
)]
pub trait PluginSet: Send + Sync + Sized + 'static {
    /// Its plugins, in the order in which they are written.
    const PLUGINS: &'static [PluginEntry];
    /// The points that it lists.
    #[doc(hidden)]
    const POINTS: &'static [Option<fn() -> TypeId>];
    /// Gives them away, one by one.
    #[doc(hidden)]
    fn hand_over<R: Recipient>(self, to: R) -> R;

    managed! {
        /// What plugins of the set extend although the set does not list it: nobody calls that. For a test of the host:
        ///
        /// ```
        /// use pluginkit::{PluginSet, plugin_set, prelude::*};
        ///
        /// #[extension_point]
        /// trait Feed { fn fetch(&self) -> String; }
        ///
        /// #[plugin(id = "geo", version = "1.2.0", listed)]
        /// #[derive(Default)]
        /// struct Geo;
        ///
        /// #[extension]
        /// impl Feed for Geo { fn fetch(&self) -> String { "here".into() } }
        ///
        /// plugin_set! {
        ///     struct Newsroom { geo: Geo }
        ///     points: [];
        /// }
        ///
        /// let unlisted: Vec<String> = Newsroom::unlisted().iter().map(ToString::to_string).collect();
        /// assert_eq!(unlisted, ["`geo` extends `feed`, which the set does not list"]);
        /// ```
        ///
        /// The built-in points are not meant: [`Lifecycle`](crate::Lifecycle) is in every set, the others are a manager's.
        fn unlisted() -> Vec<UnlistedExtension> {
            unlisted::of::<Self>()
        }
    }
}

/// Whoever a set can be handed to.
pub trait Recipient {
    /// Takes one of its plugins.
    #[must_use]
    fn take<P: Plugin>(self, plugin: P) -> Self;
}

/// The plugin at place `I`, for the list of all.
pub const fn listed<S: Holds<I>, const I: usize>() -> PluginEntry {
    PluginEntry::of::<S::Plugin>()
}

/// Hands it on.
pub fn handed<S: Holds<I>, const I: usize, R: Recipient>(to: R, plugin: S::Plugin) -> R {
    to.take(plugin)
}

/// What a set must have to call a synchronous hook.
pub trait SyncCalls<H: SyncHook>:
    SyncOrder<H> + Layer<H, Level<0>, Seat: SyncLayer<Self, H, Level<0>>>
{
}

impl<S, H: SyncHook> SyncCalls<H> for S where
    S: SyncOrder<H> + Layer<H, Level<0>, Seat: SyncLayer<S, H, Level<0>>>
{
}

/// What a set must have to call an asynchronous hook.
pub trait AsyncCalls<H: AsyncHook>:
    AsyncOrder<H> + Layer<H, Level<0>, Seat: AsyncLayer<Self, H, Level<0>>>
{
}

impl<S, H: AsyncHook> AsyncCalls<H> for S where
    S: AsyncOrder<H> + Layer<H, Level<0>, Seat: AsyncLayer<S, H, Level<0>>>
{
}

/// That a set lists the point `P`.
#[diagnostic::on_unimplemented(
    message = "plugin set `{Self}` does not list the extension point `{P}`",
    label = "not among the points of this set",
    note = "add it to the `points: [..]` of `{Self}`"
)]
pub trait Lists<P: ?Sized> {}
