//! What was measured, as values.

use std::time::Duration;

use serde::Serialize;

use crate::id::PluginId;

/// What a manager has measured since it was made: see [`PluginManager::measure`](crate::PluginManager::measure).
///
/// ```
/// # let plugins = pluginkit::PluginManager::builder().build()?;
/// let metrics = plugins.metrics();
/// assert!(metrics.hooks.is_empty(), "nobody has asked for any");
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Metrics {
    /// Each hook that was measured, by id.
    pub hooks: Vec<HookMetrics>,
    /// Each plugin that was called for one of them, by id: all its calls.
    pub plugins: Vec<PluginMetrics>,
}

impl Metrics {
    /// What was measured of a hook.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// assert!(plugins.metrics().hook("feed.fetch").is_none());
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn hook(&self, id: &str) -> Option<&HookMetrics> {
        self.hooks.iter().find(|metrics| metrics.hook == id)
    }

    /// What was measured of a plugin.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// assert!(plugins.metrics().plugin("weather").is_none());
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn plugin(&self, id: &str) -> Option<&PluginMetrics> {
        self.plugins.iter().find(|metrics| metrics.plugin == *id)
    }
}

/// What was measured of a hook.
///
/// ```
/// # use pluginkit::HookMetrics;
/// fn is_slow(metrics: &HookMetrics) -> bool {
///     metrics.calls.p95.as_millis() > 100
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct HookMetrics {
    /// Its id.
    pub hook: &'static str,
    /// Whole calls, as their callers saw them: wrappers and all implementations. A failure that the caller passes over is none here.
    pub calls: CallMetrics,
    /// Each plugin's implementation, by id.
    pub implementations: Vec<PluginMetrics>,
}

impl HookMetrics {
    /// The plugin whose implementation is the slowest: of twenty of its calls, nineteen take longer than anybody else's.
    ///
    /// ```
    /// # use pluginkit::HookMetrics;
    /// fn tell(metrics: &HookMetrics) {
    ///     if let Some(slowest) = metrics.slowest() {
    ///         println!("{} takes {:?}", slowest.plugin, slowest.calls.p95);
    ///     }
    /// }
    /// ```
    pub fn slowest(&self) -> Option<&PluginMetrics> {
        self.implementations.iter().max_by_key(|metrics| (metrics.calls.p95, metrics.calls.longest))
    }
}

/// What was measured of a plugin: all of it, or its implementation of one hook.
///
/// ```
/// # use pluginkit::PluginMetrics;
/// fn tell(metrics: &PluginMetrics) {
///     println!("{}: {} of {} calls failed", metrics.plugin, metrics.calls.failures, metrics.calls.count);
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PluginMetrics {
    /// Its id.
    pub plugin: PluginId,
    /// Its calls.
    pub calls: CallMetrics,
}

/// How many calls there were, how they ended, and how long they took.
///
/// Percentiles are exact to within a thirty-second part. They are of the calls that came to an end by themselves: those that were
/// cancelled are counted apart.
///
/// ```
/// # use pluginkit::CallMetrics;
/// assert_eq!(CallMetrics::default().count, 0);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CallMetrics {
    /// How many ended, failures among them, without those that were cancelled.
    pub count: u64,
    /// How many failed: by an error, a panic, or a timeout.
    pub failures: u64,
    /// How many were cancelled.
    pub cancelled: u64,
    /// How long all of them took together.
    pub total: Duration,
    /// What half of them did not exceed.
    pub p50: Duration,
    /// What nineteen of twenty did not exceed.
    pub p95: Duration,
    /// What ninety-nine of a hundred did not exceed.
    pub p99: Duration,
    /// The longest.
    pub longest: Duration,
}

impl CallMetrics {
    /// How long one took on average.
    ///
    /// ```
    /// # use pluginkit::CallMetrics;
    /// assert!(CallMetrics::default().mean().is_zero());
    /// ```
    pub fn mean(&self) -> Duration {
        let nanoseconds = self.total.as_nanos().checked_div(u128::from(self.count)).unwrap_or_default();
        Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(u64::MAX))
    }
}
