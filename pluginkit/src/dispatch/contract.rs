//! What the macros promise of a point, of those who extend it, and of how the two meet.

#[cfg(feature = "std")]
use super::{handle::Handle, table::Table};
use crate::__private::managed;
use crate::error::Ordered;
use crate::plugin::Plugin;
use crate::point::{Facts, HookInfo};

/// An extension point: implemented for `dyn Feed` by `#[extension_point] trait Feed`, not by hand.
///
/// ```
/// use pluginkit::{ExtensionPoint, prelude::*};
///
/// #[extension_point]
/// trait NewsFeed {
///     fn headline(&self, topic: &str) -> String;
/// }
///
/// assert_eq!(<dyn NewsFeed as ExtensionPoint>::ID, "news_feed");
/// assert_eq!(<dyn NewsFeed as ExtensionPoint>::HOOKS[0].id(), "news_feed.headline");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an extension point",
    label = "not an extension point",
    note = "an extension point is written `dyn Feed`, where `Feed` is a trait with `#[extension_point]`"
)]
pub trait ExtensionPoint: 'static {
    /// Its id, with which the ids of its hooks begin. For people: two points in two modules may share one.
    const ID: &'static str;
    /// The version of the contract, `#[extension_point(version = "1.2.0")]`, which extensions may require.
    ///
    /// ```
    /// use pluginkit::{ExtensionPoint, prelude::*};
    ///
    /// #[extension_point(version = "1.2.0")]
    /// trait Feed {
    ///     fn headline(&self, topic: &str) -> String;
    /// }
    ///
    /// assert_eq!(<dyn Feed as ExtensionPoint>::VERSION, Some("1.2.0"));
    /// ```
    const VERSION: Option<&'static str>;
    /// Its hooks, in the order of the declaration.
    const HOOKS: &'static [HookInfo];
    /// The role of those who wrap it: `dyn FeedWrapper`.
    #[doc(hidden)]
    type Wrappers: Role + ?Sized;
    /// The caller whose hooks `E` runs: `FeedCaller<.., E>`.
    #[doc(hidden)]
    type CallerOf<E>;
    /// Its caller, around whoever runs its hooks.
    #[doc(hidden)]
    fn caller_of<E>(engine: E) -> Self::CallerOf<E>;
    managed! {
        /// What [`PluginManager::caller`](crate::PluginManager::caller) hands out: `FeedCaller`.
        type Caller: Clone + Send + Sync + 'static;
        /// The slots of its hooks.
        #[doc(hidden)]
        type Table: Table;
        /// Its caller, around a handle.
        #[doc(hidden)]
        fn caller(handle: Handle<Self::Table>) -> Self::Caller;
    }
}

/// The other way round: the point of a caller that a manager hands out. Who has to name a caller without its point asks here: a
/// future whose state mentions `dyn Feed` in a bound is not known to be `Send`.
#[cfg(feature = "std")]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the caller of an extension point",
    label = "not a caller",
    note = "the caller of `dyn Feed` is `FeedCaller`"
)]
pub trait PointCaller: Sized {
    /// The point.
    type Point: ExtensionPoint<Caller = Self> + ?Sized;
}

/// What can be implemented for a point: `dyn Feed` (an implementation) or `dyn FeedWrapper` (a wrapper).
pub trait Role: 'static {
    /// The point.
    type Point: ExtensionPoint + ?Sized;
    /// Which of the two.
    const ORDERED: Ordered;
}

/// What the plugin `Self` says of its `#[extension]` of `R`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not extend `{R}`",
    label = "a plugin without this extension",
    note = "the `impl` of an extension point that makes a plugin extend it has the attribute `#[extension]`"
)]
pub trait Extends<R: ?Sized + Role>: Plugin {
    /// Its order, limits and hooks.
    const FACTS: Facts;
    /// What it asks for beyond a plain call of the hook at place `I`.
    type Options<const I: usize>: 'static;
}

/// Where a plugin implements hooks of `R` that are deprecated: what has their names, and is deprecated.
pub trait Deprecated<R: ?Sized> {
    /// The hooks, as methods.
    type Hooks;
}
