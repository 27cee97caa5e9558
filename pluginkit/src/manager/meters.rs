//! Measuring calls: a meter for each implementation and each hook, found when a table is built and read by no call.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use super::PluginManager;
use super::metrics::{CallMetrics, HookMetrics, Metrics, PluginMetrics};
use super::shared::Shared;
use crate::histogram::Histogram;
use crate::id::PluginId;
use crate::pattern::{InvalidPattern, Pattern};
use crate::point::HookInfo;
use crate::sync::{Mutex, lock};
use crate::watch::{CallOutcome, Ended, Site, Watch, Watcher};

impl PluginManager {
    /// Measures the calls of the hooks that a pattern stands for, as long as the [`Measurement`] is kept: how many there are, how many
    /// fail, and how long they take ([`metrics`](PluginManager::metrics)).
    ///
    /// In a pattern of the ids of hooks (`feed.fetch`), `*` stands for any run of characters within one word, and `**` for any number
    /// of words. Calls that begin from now on are measured, through callers that are held too; what nobody measures costs what it
    /// would without. Each implementation that is measured takes some ten kilobytes.
    ///
    /// With the feature `metrics`, what is measured also goes to the recorder of the `metrics` crate: the histogram
    /// `pluginkit_hook_duration_seconds` and the counter `pluginkit_hook_calls_total` (with an `outcome`), both with a `hook`, and with a
    /// `plugin` where it is one implementation. The recorder has to be installed before the first call that is measured.
    ///
    /// # Errors
    /// [`InvalidPattern`], if the text is no pattern.
    ///
    /// ```
    /// use pluginkit::prelude::*;
    ///
    /// #[extension_point]
    /// trait Feed {
    ///     fn fetch(&self, topic: &str) -> Result<String, BoxError>;
    /// }
    ///
    /// #[plugin(id = "weather", version = "1.0.0", listed)]
    /// #[derive(Default)]
    /// struct Weather;
    ///
    /// #[extension]
    /// impl Feed for Weather {
    ///     fn fetch(&self, topic: &str) -> Result<String, BoxError> {
    ///         if topic.is_empty() { Err("no topic".into()) } else { Ok(format!("fog over the {topic}")) }
    ///     }
    /// }
    ///
    /// let plugins = PluginManager::builder().plugin::<Weather>().build()?;
    /// let measurement = plugins.measure("feed.*")?;
    /// let feed = plugins.caller::<dyn Feed>();
    /// feed.fetch("harbor")?;
    /// assert!(feed.fetch("").is_err());
    ///
    /// let metrics = plugins.metrics();
    /// let fetch = metrics.hook("feed.fetch").unwrap();
    /// assert_eq!((fetch.calls.count, fetch.calls.failures), (2, 1));
    /// assert_eq!(fetch.slowest().unwrap().plugin, "weather");
    /// # drop(measurement);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn measure(&self, pattern: &str) -> Result<Measurement, InvalidPattern> {
        let pattern = Pattern::read(pattern)?;
        let number = self.shared.meters.begin(pattern);
        self.shared.update_meters();
        Ok(Measurement { manager: Arc::downgrade(&self.shared), number })
    }

    /// What has been [measured](PluginManager::measure) since the manager was made. Measurements that have ended are in it.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// for hook in plugins.metrics().hooks {
    ///     println!("{}: {} calls, {:?} at most", hook.hook, hook.calls.count, hook.calls.longest);
    /// }
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn metrics(&self) -> Metrics {
        self.shared.meters.read()
    }
}

/// Measures for as long as it lives. Made by [`PluginManager::measure`].
///
/// ```
/// # let plugins = pluginkit::PluginManager::builder().build()?;
/// let measurement = plugins.measure("**")?;
/// drop(measurement);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "measuring ends when it is dropped; `detach` it to go on for as long as the manager lives"]
pub struct Measurement {
    manager: Weak<Shared>,
    number: u64,
}

impl Measurement {
    /// Measures for as long as the manager lives.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// plugins.measure("**")?.detach();
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn detach(mut self) {
        self.manager = Weak::new();
    }
}

impl Drop for Measurement {
    fn drop(&mut self) {
        if let Some(shared) = self.manager.upgrade() {
            shared.meters.end(self.number);
            shared.update_meters();
        }
    }
}

impl fmt::Debug for Measurement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Measurement").finish_non_exhaustive()
    }
}

impl Shared {
    /// Has every table built anew, with those meters in it that are wanted now.
    fn update_meters(&self) {
        let meters: Arc<dyn Watch> = Arc::clone(&self.meters) as _;
        self.watch(|watchers| {
            let others = watchers.without(&meters);
            if self.meters.is_idle() { others } else { others.with(Arc::clone(&meters)) }
        });
    }
}

/// All meters of a manager.
#[derive(Default)]
pub(super) struct Meters {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// What is measured at present, and a number for each, to find it again.
    wanted: Vec<(u64, Pattern)>,
    next: u64,
    /// By hook and plugin; `None` for whole calls.
    meters: BTreeMap<(&'static str, Option<PluginId>), Arc<Meter>>,
}

impl Meters {
    fn begin(&self, pattern: Pattern) -> u64 {
        let mut state = lock(&self.state);
        state.next += 1;
        let number = state.next;
        state.wanted.push((number, pattern));
        number
    }

    fn end(&self, number: u64) {
        lock(&self.state).wanted.retain(|(other, _)| *other != number);
    }

    fn is_idle(&self) -> bool {
        lock(&self.state).wanted.is_empty()
    }

    /// The meter, if it is wanted. However many ask for it, there is one, so that no call is counted twice.
    fn meter(&self, hook: &'static HookInfo, plugin: Option<&PluginId>) -> Option<Arc<dyn Watcher>> {
        let mut state = lock(&self.state);
        state.wanted.iter().any(|(_, pattern)| pattern.matches(hook.id())).then(|| {
            let meter = state.meters.entry((hook.id(), plugin.cloned()));
            let meter = meter.or_insert_with(|| Arc::new(Meter::new(hook.id(), plugin)));
            Arc::clone(meter) as Arc<dyn Watcher>
        })
    }

    fn read(&self) -> Metrics {
        let meters = lock(&self.state).meters.clone();
        let mut hooks: BTreeMap<&'static str, HookMetrics> = BTreeMap::new();
        let mut plugins: BTreeMap<PluginId, Meter> = BTreeMap::new();
        for ((hook, plugin), meter) in &meters {
            let new = || HookMetrics { hook, calls: CallMetrics::default(), implementations: Vec::new() };
            let metrics = hooks.entry(hook).or_insert_with(new);
            match plugin {
                None => metrics.calls = meter.read(),
                Some(plugin) => {
                    let calls = meter.read();
                    metrics.implementations.push(PluginMetrics { plugin: plugin.clone(), calls });
                    plugins.entry(plugin.clone()).or_insert_with(|| Meter::new("", None)).add(meter);
                }
            }
        }
        let plugin = |(plugin, meter): (PluginId, Meter)| PluginMetrics { plugin, calls: meter.read() };
        Metrics { hooks: hooks.into_values().collect(), plugins: plugins.into_iter().map(plugin).collect() }
    }
}

impl Watch for Meters {
    fn implementation(&self, site: &Site<'_>) -> Option<Arc<dyn Watcher>> {
        self.meter(site.hook, Some(site.plugin))
    }

    fn whole(&self, hook: &'static HookInfo) -> Option<Arc<dyn Watcher>> {
        self.meter(hook, None)
    }
}

/// Counts the calls of one implementation, or of one hook. No lock: threads meet at single numbers.
struct Meter {
    histogram: Histogram,
    failures: AtomicU64,
    cancelled: AtomicU64,
    /// In nanoseconds.
    total: AtomicU64,
    longest: AtomicU64,
    #[cfg(feature = "metrics")]
    exported: super::exported::Exported,
}

impl Meter {
    #[cfg_attr(
        not(feature = "metrics"),
        allow(unused_variables, reason = "nobody outside has to know whose it is")
    )]
    fn new(hook: &'static str, plugin: Option<&PluginId>) -> Self {
        Meter {
            histogram: Histogram::new(),
            failures: AtomicU64::new(0),
            cancelled: AtomicU64::new(0),
            total: AtomicU64::new(0),
            longest: AtomicU64::new(0),
            #[cfg(feature = "metrics")]
            exported: super::exported::Exported::new(hook, plugin),
        }
    }

    fn count(&self, ended: &Ended) {
        if ended.outcome() == CallOutcome::Cancelled {
            self.cancelled.fetch_add(1, Ordering::Relaxed);
            return;
        }
        if ended.outcome().is_failure() {
            self.failures.fetch_add(1, Ordering::Relaxed);
        }
        let nanoseconds = u64::try_from(ended.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.histogram.count(ended.elapsed());
        self.total.fetch_add(nanoseconds, Ordering::Relaxed);
        self.longest.fetch_max(nanoseconds, Ordering::Relaxed);
    }

    /// Adds what another has counted.
    fn add(&self, other: &Meter) {
        let sum = |into: &AtomicU64, from: &AtomicU64| {
            into.fetch_add(from.load(Ordering::Relaxed), Ordering::Relaxed);
        };
        self.histogram.add(&other.histogram);
        sum(&self.failures, &other.failures);
        sum(&self.cancelled, &other.cancelled);
        sum(&self.total, &other.total);
        self.longest.fetch_max(other.longest.load(Ordering::Relaxed), Ordering::Relaxed);
    }

    fn read(&self) -> CallMetrics {
        let read = |number: &AtomicU64| number.load(Ordering::Relaxed);
        let longest = Duration::from_nanos(read(&self.longest));
        let (count, shares) = self.histogram.read([0.5, 0.95, 0.99]);
        // A bucket is wider than what is in it.
        let [p50, p95, p99] = shares.map(|share| share.min(longest));
        CallMetrics {
            count,
            failures: read(&self.failures),
            cancelled: read(&self.cancelled),
            total: Duration::from_nanos(read(&self.total)),
            p50,
            p95,
            p99,
            longest,
        }
    }
}

impl Watcher for Meter {
    fn ended(&self, ended: &Ended) {
        self.count(ended);
        #[cfg(feature = "metrics")]
        self.exported.record(ended);
    }
}
