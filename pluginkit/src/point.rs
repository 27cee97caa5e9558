//! What is known of hooks and extensions, as values.

use crate::plugin::Origin;
use crate::policy::HookPolicy;

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
    pub(crate) index: usize,
    name: &'static str,
    id: &'static str,
    asynchronous: bool,
    required: bool,
    since: Option<&'static str>,
    deprecated: Option<&'static str>,
    concurrency: Option<Concurrency>,
    policy: HookPolicy,
    historic: bool,
}

impl HookInfo {
    #[doc(hidden)]
    pub const fn new(index: usize, name: &'static str, id: &'static str) -> Self {
        HookInfo {
            index,
            name,
            id,
            asynchronous: false,
            required: false,
            since: None,
            deprecated: None,
            concurrency: None,
            policy: HookPolicy::new(),
            historic: false,
        }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn asynchronous(self) -> Self {
        HookInfo { asynchronous: true, ..self }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_required(self) -> Self {
        HookInfo { required: true, ..self }
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

    #[doc(hidden)]
    #[must_use]
    pub const fn with_concurrency(self, limit: Option<usize>, race: bool) -> Self {
        HookInfo { concurrency: Some(Concurrency { limit, race }), ..self }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_policy(self, policy: HookPolicy) -> Self {
        HookInfo { policy, ..self }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn historic(self) -> Self {
        HookInfo { historic: true, ..self }
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

    /// The id of its point, with which its own begins.
    #[cfg(feature = "std")]
    pub(crate) fn point_id(&self) -> &'static str {
        self.id.rsplit_once('.').map_or(self.id, |(point, _)| point)
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

    /// Whether every extension of the point has it: `#[hook(required)]`.
    ///
    /// ```
    /// # use pluginkit::{ExtensionPoint, prelude::*};
    /// # #[extension_point] trait Feed { #[hook(required)] fn fetch(&self) -> u8; }
    /// assert!(<dyn Feed as ExtensionPoint>::HOOKS[0].required());
    /// ```
    pub const fn required(&self) -> bool {
        self.required
    }

    /// The version of the point, or of the host's API, that brought it: `#[hook(since = "1.1")]`.
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

    /// How its implementations run at once, where they do: `#[hook(concurrent)]`.
    ///
    /// ```
    /// # use pluginkit::{ExtensionPoint, prelude::*};
    /// # #[extension_point] trait Feed { async fn fetch(&self) -> u8; }
    /// assert_eq!(<dyn Feed as ExtensionPoint>::HOOKS[0].concurrency(), None);
    /// ```
    pub const fn concurrency(&self) -> Option<Concurrency> {
        self.concurrency
    }

    /// What its point asks of the calls of implementations, where their extensions say nothing else.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use pluginkit::{ExtensionPoint, prelude::*};
    /// #[extension_point(slow = "50ms")]
    /// trait Feed {
    ///     fn fetch(&self) -> u8;
    /// }
    ///
    /// let fetch = &<dyn Feed as ExtensionPoint>::HOOKS[0];
    /// assert_eq!(fetch.policy().slow_limit(), Some(Duration::from_millis(50)));
    /// ```
    pub const fn policy(&self) -> HookPolicy {
        self.policy
    }

    /// Whether a manager remembers its calls for plugins that come later: `#[hook(historic)]`.
    ///
    /// ```
    /// # use pluginkit::{ExtensionPoint, prelude::*};
    /// # #[extension_point] trait Settings { #[hook(historic)] fn changed(&self, key: &str); }
    /// assert!(<dyn Settings as ExtensionPoint>::HOOKS[0].is_historic());
    /// ```
    pub const fn is_historic(&self) -> bool {
        self.historic
    }
}

/// How the implementations of a hook with `#[hook(concurrent)]` run at once.
///
/// ```
/// use pluginkit::{ExtensionPoint, prelude::*};
///
/// #[extension_point]
/// trait Feed {
///     #[hook(concurrent(limit = 8))]
///     async fn fetch(&self) -> u8;
/// }
///
/// let concurrency = <dyn Feed as ExtensionPoint>::HOOKS[0].concurrency().expect("it is concurrent");
/// assert_eq!((concurrency.limit(), concurrency.is_race()), (Some(8), false));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Concurrency {
    limit: Option<usize>,
    race: bool,
}

impl Concurrency {
    /// How many run at a time; `None` for all.
    ///
    /// ```
    /// # use pluginkit::{ExtensionPoint, prelude::*};
    /// # #[extension_point] trait Feed { #[hook(concurrent)] async fn fetch(&self) -> u8; }
    /// let concurrency = <dyn Feed as ExtensionPoint>::HOOKS[0].concurrency();
    /// assert_eq!(concurrency.and_then(|concurrency| concurrency.limit()), None);
    /// ```
    pub const fn limit(&self) -> Option<usize> {
        self.limit
    }

    /// Whether the first answer in time is taken, rather than that of whoever comes first in the call order.
    ///
    /// ```
    /// # use pluginkit::{ExtensionPoint, prelude::*};
    /// # #[extension_point] trait Feed { #[hook(first_result, concurrent, race)] async fn find(&self) -> Option<u8>; }
    /// assert!(<dyn Feed as ExtensionPoint>::HOOKS[0].concurrency().is_some_and(|it| it.is_race()));
    /// ```
    pub const fn is_race(&self) -> bool {
        self.race
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
    /// What is asked of its calls.
    pub policy: HookPolicy,
    /// In a concurrent hook: it runs alone, after all before it.
    pub barrier: bool,
    /// The hooks that an observer sees, as a pattern of their ids.
    pub on: Option<&'static str>,
    /// An observer sees the arguments, too.
    pub arguments: bool,
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
