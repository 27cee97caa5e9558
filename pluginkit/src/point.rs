//! What is known of hooks and extensions, as values.

use std::any::{Any, TypeId};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::error::{HookError, Ordered};
use crate::id::PluginId;
use crate::plugin::{AnyPlugin, Origin};

/// A hook of an extension point, for people and tools.
///
/// ```
/// use pluginkit::{ExtensionPoint, prelude::*};
///
/// #[extension_point]
/// trait Feed {
///     async fn fetch(&self, topic: &str) -> String;
/// }
///
/// let [fetch] = <dyn Feed as ExtensionPoint>::HOOKS else { unreachable!() };
/// assert_eq!((fetch.name(), fetch.id(), fetch.is_async()), ("fetch", "feed.fetch", true));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HookInfo {
    index: usize,
    name: &'static str,
    id: &'static str,
    asynchronous: bool,
    since: Option<&'static str>,
    deprecated: Option<&'static str>,
}

impl HookInfo {
    #[doc(hidden)]
    pub const fn new(index: usize, name: &'static str, id: &'static str) -> Self {
        HookInfo { index, name, id, asynchronous: false, since: None, deprecated: None }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn asynchronous(self) -> Self {
        HookInfo { asynchronous: true, ..self }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_since(self, version: &'static str) -> Self {
        HookInfo { since: Some(version), ..self }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_deprecated(self, note: &'static str) -> Self {
        HookInfo { deprecated: Some(note), ..self }
    }

    pub(crate) const fn index(&self) -> usize {
        self.index
    }

    /// Its name: `fetch`.
    ///
    /// ```
    /// # use pluginkit::{ExtensionPoint, prelude::*};
    /// # #[extension_point] trait Feed { fn fetch(&self) -> u8; }
    /// assert_eq!(<dyn Feed as ExtensionPoint>::HOOKS[0].name(), "fetch");
    /// ```
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Its id: `feed.fetch`.
    ///
    /// ```
    /// # use pluginkit::{ExtensionPoint, prelude::*};
    /// # #[extension_point] trait Feed { fn fetch(&self) -> u8; }
    /// assert_eq!(<dyn Feed as ExtensionPoint>::HOOKS[0].id(), "feed.fetch");
    /// ```
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// Whether its callers wait.
    ///
    /// ```
    /// # use pluginkit::{ExtensionPoint, prelude::*};
    /// # #[extension_point] trait Feed { fn fetch(&self) -> u8; }
    /// assert!(!<dyn Feed as ExtensionPoint>::HOOKS[0].is_async());
    /// ```
    pub const fn is_async(&self) -> bool {
        self.asynchronous
    }

    /// The version of the host's API that brought it: `#[hook(since = "1.1")]`.
    ///
    /// ```
    /// # use pluginkit::{ExtensionPoint, prelude::*};
    /// # #[extension_point] trait Feed { #[hook(since = "1.1")] fn fetch(&self) -> u8; }
    /// assert_eq!(<dyn Feed as ExtensionPoint>::HOOKS[0].since(), Some("1.1"));
    /// ```
    pub const fn since(&self) -> Option<&'static str> {
        self.since
    }

    /// What to use instead: `#[hook(deprecated = "use ..")]`.
    ///
    /// ```
    /// # use pluginkit::{ExtensionPoint, prelude::*};
    /// # #[extension_point] trait Feed { #[hook(deprecated = "use `read`")] fn fetch(&self) -> u8; }
    /// assert_eq!(<dyn Feed as ExtensionPoint>::HOOKS[0].deprecated(), Some("use `read`"));
    /// ```
    pub const fn deprecated(&self) -> Option<&'static str> {
        self.deprecated
    }
}

/// What makes the hidden item of every point that `#[extension]` provides, so that a forgotten attribute is an error.
#[derive(Debug)]
pub enum Declared {}

/// The arguments of an `#[extension]`, and the hooks it provides.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// Higher goes first, or further out.
    pub priority: i32,
    /// The ids of plugins that come after it.
    pub before: &'static [&'static str],
    /// The ids of plugins that come before it.
    pub after: &'static [&'static str],
    /// How long each hook may take.
    pub timeout: Option<Duration>,
    /// The hooks that are written.
    pub hooks: &'static [Provided],
    /// Where it is written.
    pub origin: Origin,
}

impl Facts {
    /// Whether the hook at this place is written.
    pub(crate) const fn provides(&self, hook: usize) -> bool {
        self.provided(hook).is_some()
    }

    /// Whether the hook at this place is declared `async`, and written without.
    pub(crate) const fn lifts(&self, hook: usize) -> bool {
        matches!(self.provided(hook), Some(Provided { lifted: true, .. }))
    }

    const fn provided(&self, hook: usize) -> Option<&Provided> {
        let mut rest = self.hooks;
        while let [first, after @ ..] = rest {
            if first.index == hook {
                return Some(first);
            }
            rest = after;
        }
        None
    }
}

/// A hook that an extension provides.
#[derive(Clone, Copy, Debug)]
pub struct Provided {
    pub(crate) index: usize,
    pub(crate) lifted: bool,
}

impl Provided {
    /// Written as it is declared.
    pub const fn hook(index: usize) -> Self {
        Provided { index, lifted: false }
    }

    /// Declared `async`, written without.
    pub const fn lifted(index: usize) -> Self {
        Provided { index, lifted: true }
    }
}

/// An extension, as a value: what the linker gathers.
#[derive(Clone, Copy)]
pub struct ExtensionEntry {
    pub(crate) facts: Facts,
    pub(crate) ordered: Ordered,
    pub(crate) hooks: &'static [HookInfo],
    pub(crate) plugin: fn() -> TypeId,
    pub(crate) point: fn() -> TypeId,
    pub(crate) attach: AttachFn,
}

/// Whose an implementation or a wrapper is, and who hears of its failures.
#[derive(Clone)]
pub(crate) struct Owner {
    pub(crate) id: PluginId,
    /// Behind two pointers, so that it takes the place of one beside every implementation.
    pub(crate) listener: Listener,
}

pub(crate) type Listener = Arc<Box<dyn FailureListener>>;

/// Hears of every failure, whatever the strategy of the caller.
pub(crate) trait FailureListener: Send + Sync {
    fn failed(&self, error: &HookError);
}

/// Puts a plugin into a table, both of types that only this function knows.
pub(crate) type AttachFn = fn(&mut dyn Any, &AnyPlugin, &Seat<'_>);

/// Where in a table an extension goes, whatever its plugin's type.
pub(crate) struct Seat<'a> {
    pub(crate) owner: &'a Owner,
    /// For each hook of the point, the place in its call order, or `None` where the extension does not provide it.
    pub(crate) positions: &'a [Option<usize>],
    /// For each hook of the point, whether it is asynchronous and its implementation is not.
    pub(crate) lifted: &'a [bool],
}

impl ExtensionEntry {
    pub(crate) fn plugin(&self) -> TypeId {
        (self.plugin)()
    }

    pub(crate) fn point(&self) -> TypeId {
        (self.point)()
    }

    /// The id of its point, with which the ids of the point's hooks begin.
    pub(crate) fn point_id(&self) -> &'static str {
        let hook = self.hooks.first().map_or("", |hook| hook.id);
        hook.rsplit_once('.').map_or(hook, |(point, _)| point)
    }

    /// Puts the extension of this plugin into its point's table. Both are of the types the entry was made for.
    pub(crate) fn attach(&self, table: &mut dyn Any, plugin: &AnyPlugin, seat: &Seat<'_>) {
        (self.attach)(table, plugin, seat);
    }
}

impl fmt::Debug for ExtensionEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExtensionEntry").field("facts", &self.facts).finish_non_exhaustive()
    }
}
