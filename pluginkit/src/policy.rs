//! What is asked of the calls of a hook's implementations, beyond what they return: how long they may take, and how often they may
//! fail.

#[cfg(feature = "std")]
use core::fmt;
use core::time::Duration;

use serde::{Deserialize, Serialize};

/// What is asked of an implementation of a hook, and what becomes of one that does not keep to it.
///
/// It is said in three places, and the most specific one counts, key by key: the extension (`#[extension(slow = "50ms")]`), its
/// point (`#[extension_point(slow = "50ms")]`), the manager ([`PluginManagerBuilder::policy`](crate::PluginManagerBuilder::policy)).
///
/// An implementation that is *shed* is left out of calls, as one that its `when` declines is. Its plugin goes on living, and its
/// other hooks are called.
///
/// ```
/// use std::time::Duration;
/// use pluginkit::{Breaker, HookPolicy, OnSlow};
///
/// let policy = HookPolicy::new()
///     .slow(Duration::from_millis(50))
///     .on_slow(OnSlow::Disable { after: 3 })
///     .breaker(Breaker { failures: 5, within: Duration::from_secs(10), retry: Duration::from_secs(30) });
/// assert_eq!(policy.slow_limit(), Some(Duration::from_millis(50)));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HookPolicy {
    timeout: Option<Duration>,
    slow: Option<Duration>,
    on_slow: Option<OnSlow>,
    breaker: Option<Breaker>,
}

/// What becomes of an implementation that is slow.
///
/// ```
/// use pluginkit::{HookPolicy, OnSlow};
///
/// assert_eq!(HookPolicy::new().reaction(), OnSlow::Warn);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum OnSlow {
    /// It is reported, to `tracing` and as [`PluginEvent::HookSlow`](crate::PluginEvent::HookSlow).
    #[default]
    Warn,
    /// It is reported, and after so many slow calls in a row it is shed, until it is
    /// [restored](crate::PluginManager::restore).
    Disable {
        /// How many; 0 is taken for 1.
        after: u32,
    },
}

/// Sheds an implementation that keeps failing, and tries it again after a while.
///
/// It is *closed* until there have been so many failures within a time; then it is *open*, and the implementation is shed. After
/// another time it is *half-open*: one call is let through, and closes it again, or opens it again by failing. A call that is
/// cancelled says nothing, so the next one is let through in its place.
///
/// ```
/// use std::time::Duration;
/// use pluginkit::{Breaker, HookPolicy};
///
/// let breaker = Breaker { failures: 5, within: Duration::from_secs(10), retry: Duration::from_secs(30) };
/// assert_eq!(HookPolicy::new().breaker(breaker).circuit(), Some(breaker));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(clippy::exhaustive_structs, reason = "written as a literal, so that the two durations have names")]
pub struct Breaker {
    /// How many failures open it; 0 is taken for 1.
    pub failures: u32,
    /// In which time.
    pub within: Duration,
    /// How long it stays open.
    pub retry: Duration,
}

#[cfg(feature = "std")]
/// Whether an implementation is called, as far as its [`HookPolicy`] goes.
///
/// ```
/// # let plugins = pluginkit::PluginManager::builder().build()?;
/// use pluginkit::HookState;
///
/// let inspections = plugins.inspections();
/// let hooks = inspections.iter().flat_map(|plugin| &plugin.hooks);
/// assert_eq!(hooks.filter(|hook| hook.state != HookState::Closed).count(), 0);
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum HookState {
    /// It is called.
    #[default]
    Closed,
    /// It failed too often, and is shed.
    Open {
        /// The time until it is tried again.
        retry_in: Duration,
    },
    /// It is being tried again: one call is under way, the others are made without it.
    HalfOpen,
    /// It was slow too often, and is shed until it is [restored](crate::PluginManager::restore).
    Shed,
}

#[cfg(feature = "std")]
impl fmt::Display for HookState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HookState::Closed => f.write_str("called"),
            HookState::Open { retry_in } => write!(f, "failing, tried again in {retry_in:?}"),
            HookState::HalfOpen => f.write_str("being tried again"),
            HookState::Shed => f.write_str("too slow"),
        }
    }
}

impl HookPolicy {
    /// Asks for nothing.
    ///
    /// ```
    /// assert_eq!(pluginkit::HookPolicy::new(), pluginkit::HookPolicy::default());
    /// ```
    #[must_use]
    pub const fn new() -> Self {
        HookPolicy { timeout: None, slow: None, on_slow: None, breaker: None }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn of(
        timeout: Option<Duration>,
        slow: Option<Duration>,
        on_slow: Option<OnSlow>,
        breaker: Option<Breaker>,
    ) -> Self {
        HookPolicy { timeout, slow, on_slow, breaker }
    }

    /// Drops the future of an implementation after this time: a failure.
    ///
    /// This is for asynchronous implementations. A synchronous one cannot be stopped, only left behind with copies of its arguments,
    /// and that is decided where it is compiled: by `#[extension(timeout = ..)]`.
    ///
    /// ```
    /// use std::time::Duration;
    /// use pluginkit::HookPolicy;
    ///
    /// let policy = HookPolicy::new().timeout(Duration::from_secs(2));
    /// assert_eq!(policy.time_limit(), Some(Duration::from_secs(2)));
    /// ```
    #[cfg(background_runtime)]
    #[must_use]
    pub const fn timeout(self, limit: Duration) -> Self {
        HookPolicy { timeout: Some(limit), ..self }
    }

    /// A call that takes this long is slow, however it ends. By the runtime's clock where there is one, which tests may pause.
    ///
    /// ```
    /// use std::time::Duration;
    /// use pluginkit::HookPolicy;
    ///
    /// let policy = HookPolicy::new().slow(Duration::from_millis(50));
    /// assert_eq!(policy.slow_limit(), Some(Duration::from_millis(50)));
    /// ```
    #[cfg(not(no_clock))]
    #[must_use]
    pub const fn slow(self, limit: Duration) -> Self {
        HookPolicy { slow: Some(limit), ..self }
    }

    /// What becomes of an implementation that is slow. Means nothing where nobody says what [slow](HookPolicy::slow) is.
    ///
    /// ```
    /// use pluginkit::{HookPolicy, OnSlow};
    ///
    /// let policy = HookPolicy::new().on_slow(OnSlow::Disable { after: 3 });
    /// assert_eq!(policy.reaction(), OnSlow::Disable { after: 3 });
    /// ```
    #[must_use]
    pub const fn on_slow(self, reaction: OnSlow) -> Self {
        HookPolicy { on_slow: Some(reaction), ..self }
    }

    /// Sheds an implementation that keeps failing.
    ///
    /// ```
    /// use std::time::Duration;
    /// use pluginkit::{Breaker, HookPolicy};
    ///
    /// let breaker = Breaker { failures: 5, within: Duration::from_secs(10), retry: Duration::from_secs(30) };
    /// let policy = HookPolicy::new().breaker(breaker);
    /// ```
    #[cfg(not(no_clock))]
    #[must_use]
    pub const fn breaker(self, breaker: Breaker) -> Self {
        HookPolicy { breaker: Some(breaker), ..self }
    }

    /// How long a call may take, if there is a limit.
    ///
    /// ```
    /// assert_eq!(pluginkit::HookPolicy::new().time_limit(), None);
    /// ```
    #[must_use]
    pub const fn time_limit(&self) -> Option<Duration> {
        self.timeout
    }

    /// From when on a call is slow, if that is said.
    ///
    /// ```
    /// assert_eq!(pluginkit::HookPolicy::new().slow_limit(), None);
    /// ```
    #[must_use]
    pub const fn slow_limit(&self) -> Option<Duration> {
        self.slow
    }

    /// What becomes of an implementation that is slow.
    ///
    /// ```
    /// # use pluginkit::{HookPolicy, OnSlow};
    /// assert_eq!(HookPolicy::new().reaction(), OnSlow::Warn);
    /// ```
    #[must_use]
    pub const fn reaction(&self) -> OnSlow {
        match self.on_slow {
            Some(reaction) => reaction,
            None => OnSlow::Warn,
        }
    }

    /// What sheds an implementation that keeps failing, if anything does.
    ///
    /// ```
    /// assert_eq!(pluginkit::HookPolicy::new().circuit(), None);
    /// ```
    #[must_use]
    pub const fn circuit(&self) -> Option<Breaker> {
        self.breaker
    }
}

#[cfg(feature = "std")]
impl HookPolicy {
    /// This, and where it says nothing, that.
    #[must_use]
    pub(crate) fn or(self, less_specific: HookPolicy) -> Self {
        HookPolicy {
            timeout: self.timeout.or(less_specific.timeout),
            slow: self.slow.or(less_specific.slow),
            on_slow: self.on_slow.or(less_specific.on_slow),
            breaker: self.breaker.or(less_specific.breaker),
        }
    }

    /// Without what sheds an implementation.
    pub(crate) const fn never_shedding(self) -> Self {
        HookPolicy { on_slow: None, breaker: None, ..self }
    }

    /// Without what ends a call: for whoever cannot be ended.
    pub(crate) const fn without_timeout(self) -> Self {
        HookPolicy { timeout: None, ..self }
    }
}
