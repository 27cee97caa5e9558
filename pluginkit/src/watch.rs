//! Who watches calls, and what they are told.
//!
//! Everybody who might want to is asked once, when a table is built. Whoever does is put around the implementation there
//! (`dispatch/watched`), so that a hook which nobody watches is called as if there were no watching at all.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::error::HookErrorKind;
use crate::id::PluginId;
use crate::point::{Facts, HookInfo};

/// How the call of a hook ended.
///
/// ```
/// # use pluginkit::CallOutcome;
/// assert_eq!(CallOutcome::TimedOut.to_string(), "timed out");
/// assert!(CallOutcome::TimedOut.is_failure() && !CallOutcome::Cancelled.is_failure());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CallOutcome {
    /// It returned, and what it returned is no failure.
    Returned,
    /// It returned an error.
    Failed,
    /// It panicked.
    Panicked,
    /// It did not answer in time.
    TimedOut,
    /// It was not waited for any longer: its caller's future was dropped, or somebody else's failure or answer ended the call.
    Cancelled,
}

impl CallOutcome {
    /// Whether the plugin failed. A call that was cancelled is nobody's failure.
    ///
    /// ```
    /// # use pluginkit::CallOutcome;
    /// assert!(CallOutcome::Panicked.is_failure());
    /// ```
    pub fn is_failure(self) -> bool {
        matches!(self, CallOutcome::Failed | CallOutcome::Panicked | CallOutcome::TimedOut)
    }

    /// As a word for logs and metrics.
    ///
    /// ```
    /// # use pluginkit::CallOutcome;
    /// assert_eq!(CallOutcome::TimedOut.name(), "timed_out");
    /// ```
    pub fn name(self) -> &'static str {
        match self {
            CallOutcome::Returned => "returned",
            CallOutcome::Failed => "failed",
            CallOutcome::Panicked => "panicked",
            CallOutcome::TimedOut => "timed_out",
            CallOutcome::Cancelled => "cancelled",
        }
    }

    pub(crate) fn of(kind: &HookErrorKind) -> Self {
        match kind {
            HookErrorKind::Failed(_) => CallOutcome::Failed,
            HookErrorKind::Panicked(_) => CallOutcome::Panicked,
            HookErrorKind::TimedOut(_) => CallOutcome::TimedOut,
        }
    }
}

impl fmt::Display for CallOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            CallOutcome::TimedOut => "timed out",
            other => other.name(),
        })
    }
}

/// The end of a call.
///
/// ```
/// # use pluginkit::Ended;
/// fn is_slow(ended: &Ended) -> bool {
///     ended.elapsed().as_millis() > 50
/// }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Ended {
    outcome: CallOutcome,
    elapsed: Duration,
}

impl Ended {
    pub(crate) fn new(outcome: CallOutcome, elapsed: Duration) -> Self {
        Ended { outcome, elapsed }
    }

    /// How it ended.
    ///
    /// ```
    /// # use pluginkit::Ended;
    /// fn has_failed(ended: &Ended) -> bool {
    ///     ended.outcome().is_failure()
    /// }
    /// ```
    pub fn outcome(&self) -> CallOutcome {
        self.outcome
    }

    /// How long it took, with everything it waited for. By the runtime's clock, where there is one, which tests may pause; zero
    /// on targets without a clock.
    ///
    /// ```
    /// # use pluginkit::Ended;
    /// fn seconds(ended: &Ended) -> f64 {
    ///     ended.elapsed().as_secs_f64()
    /// }
    /// ```
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }
}

/// A call of one implementation, as a [`HookObserver`](crate::HookObserver) sees it.
///
/// ```
/// # use pluginkit::HookCall;
/// fn line(call: &HookCall) -> String {
///     format!("{}: {}({})", call.plugin(), call.hook().id(), call.arguments().unwrap_or(".."))
/// }
/// ```
#[derive(Clone, Debug)]
pub struct HookCall {
    hook: &'static HookInfo,
    plugin: PluginId,
    arguments: Option<Arc<str>>,
}

impl HookCall {
    pub(crate) fn new(hook: &'static HookInfo, plugin: PluginId, arguments: Option<Arc<str>>) -> Self {
        HookCall { hook, plugin, arguments }
    }

    /// The hook that is called.
    ///
    /// ```
    /// # use pluginkit::HookCall;
    /// fn is_of_feed(call: &HookCall) -> bool {
    ///     call.hook().id().starts_with("feed.")
    /// }
    /// ```
    pub fn hook(&self) -> &'static HookInfo {
        self.hook
    }

    /// The plugin whose implementation is called.
    ///
    /// ```
    /// # use pluginkit::HookCall;
    /// fn is_of_weather(call: &HookCall) -> bool {
    ///     *call.plugin() == "weather"
    /// }
    /// ```
    pub fn plugin(&self) -> &PluginId {
        &self.plugin
    }

    /// The arguments, a pipeline's value first, as `Debug` shows them: `"harbor", 3`. `None` where the observer did not ask for them
    /// (`#[extension(arguments)]`), and where one of them has no `Debug`.
    ///
    /// ```
    /// # use pluginkit::HookCall;
    /// fn has_none(call: &HookCall) -> bool {
    ///     call.arguments() == Some("")
    /// }
    /// ```
    pub fn arguments(&self) -> Option<&str> {
        self.arguments.as_deref()
    }
}

/// Somebody who may want to watch calls. Asked while a table is built, and therefore under the lock of whoever builds it: no
/// plugin code may run in these.
pub(crate) trait Watch: Send + Sync {
    /// Who watches the calls of one implementation.
    fn implementation(&self, site: &Site<'_>) -> Option<Arc<dyn Watcher>>;

    /// Who watches whole calls of a hook: from outside of its outermost wrapper, and as long as the caller waits.
    fn whole(&self, _: &'static HookInfo) -> Option<Arc<dyn Watcher>> {
        None
    }
}

/// What is known of an implementation before it is called.
pub(crate) struct Site<'s> {
    pub(crate) hook: &'static HookInfo,
    pub(crate) plugin: &'s PluginId,
    pub(crate) facts: &'s Facts,
}

/// Sees the calls of one implementation, or whole calls of one hook, on whatever threads they run. It runs as part of the call; a
/// panic of its own goes to `tracing` and no further.
pub(crate) trait Watcher: Send + Sync {
    /// Whether it wants to see the arguments of each call.
    fn wants_arguments(&self) -> bool {
        false
    }

    /// Who sees one call in its place, if it wants to see the arguments. They are `None` where they cannot be shown.
    fn with_arguments(&self, _: Option<&Arc<str>>) -> Option<Arc<dyn Watcher>> {
        None
    }

    /// A call begins. One that `when` declined does not.
    fn began(&self) {}

    /// It has ended. Told once for every beginning.
    fn ended(&self, ended: &Ended);
}

/// Everybody who may want to watch the calls of a manager.
#[derive(Clone, Default)]
pub struct Watchers(Arc<[Arc<dyn Watch>]>);

/// Those who watch the calls of one thing.
pub(crate) type Watching = Box<[Arc<dyn Watcher>]>;

impl Watchers {
    /// These, and one more.
    pub(crate) fn with(&self, watch: Arc<dyn Watch>) -> Self {
        self.0.iter().cloned().chain([watch]).collect()
    }

    /// These, and then those.
    pub(crate) fn and(&self, others: &Watchers) -> Self {
        if others.0.is_empty() {
            return self.clone();
        }
        self.0.iter().chain(others.0.iter()).cloned().collect()
    }

    /// All but this one.
    pub(crate) fn without(&self, watch: &Arc<dyn Watch>) -> Self {
        self.0
            .iter()
            .filter(|other| !std::ptr::addr_eq(Arc::as_ptr(other), Arc::as_ptr(watch)))
            .cloned()
            .collect()
    }
}

impl Watchers {
    pub(crate) fn of_implementation(&self, site: &Site<'_>) -> Watching {
        self.0.iter().filter_map(|watch| watch.implementation(site)).collect()
    }

    pub(crate) fn of_whole(&self, hook: &'static HookInfo) -> Watching {
        self.0.iter().filter_map(|watch| watch.whole(hook)).collect()
    }
}

impl FromIterator<Arc<dyn Watch>> for Watchers {
    fn from_iter<I: IntoIterator<Item = Arc<dyn Watch>>>(watches: I) -> Self {
        Watchers(watches.into_iter().collect())
    }
}
