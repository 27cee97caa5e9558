//! `measure` and `metrics`: how often hooks are called, how that ends, and how long it takes.

mod support;

use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use pluginkit::prelude::*;
use support::{Refusal, poll_once};
use tokio::time::sleep;

#[extension_point]
trait Feed {
    fn fetch(&self, topic: &str) -> Result<u32, Refusal>;
    async fn wait(&self, milliseconds: u64);
}

#[extension_point(id = "shop.cart")]
trait Cart {
    #[hook(pipeline)]
    fn price(&self, price: u32) -> u32;
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Feed for Weather {
    fn fetch(&self, topic: &str) -> Result<u32, Refusal> {
        match topic {
            "storm" => Err(Refusal("no")),
            "quake" => panic!("boom"),
            _ => Ok(7),
        }
    }
    async fn wait(&self, milliseconds: u64) {
        sleep(Duration::from_millis(milliseconds)).await;
    }
}

#[extension]
impl Cart for Weather {
    fn price(&self, price: u32) -> u32 {
        price + 1
    }
}

#[plugin(id = "stocks", version = "1.0.0", listed)]
#[derive(Default)]
struct Stocks;

#[extension]
impl Feed for Stocks {
    async fn wait(&self, milliseconds: u64) {
        sleep(Duration::from_millis(2 * milliseconds)).await;
    }
    fn fetch(&self, _: &str) -> Result<u32, Refusal> {
        Ok(8)
    }
}

fn manager() -> PluginManager {
    PluginManager::builder().plugin::<Weather>().plugin::<Stocks>().build().unwrap()
}

#[cfg(feature = "tokio")]
#[track_caller]
fn about(measured: Duration, expected: Duration) {
    let difference = measured.abs_diff(expected);
    assert!(difference <= expected / 16 + Duration::from_millis(2), "{measured:?} for {expected:?}");
}

#[test]
fn nothing_is_measured_that_nobody_asked_for() {
    let plugins = manager();
    plugins.caller::<dyn Feed>().fetch("harbor").unwrap();
    assert_eq!(plugins.metrics(), pluginkit::Metrics::default());
}

#[test]
fn calls_and_failures_are_counted_for_the_hook_and_for_each_plugin() {
    let plugins = manager();
    let _measurement = plugins.measure("feed.*").unwrap();
    let feed = plugins.caller::<dyn Feed>();
    feed.fetch("harbor").unwrap();
    assert!(feed.fetch("storm").is_err());
    assert!(feed.fetch("quake").is_err());
    assert_eq!(feed.isolated().fetch("storm"), [8]);
    let metrics = plugins.metrics();
    let fetch = metrics.hook("feed.fetch").unwrap();
    assert_eq!((fetch.calls.count, fetch.calls.failures), (4, 2), "one failure was passed over");
    let implementations: Vec<_> = fetch
        .implementations
        .iter()
        .map(|of| (of.plugin.as_str(), of.calls.count, of.calls.failures))
        .collect();
    assert_eq!(implementations, [("stocks", 4, 0), ("weather", 4, 3)]);
}

#[test]
fn only_what_the_pattern_stands_for_is_measured() {
    let plugins = manager();
    let _measurement = plugins.measure("*.cart.*").unwrap();
    plugins.caller::<dyn Feed>().fetch("harbor").unwrap();
    assert_eq!(plugins.caller::<dyn Cart>().price(1).unwrap(), 2);
    let metrics = plugins.metrics();
    assert_eq!(metrics.hooks.iter().map(|hook| hook.hook).collect::<Vec<_>>(), ["shop.cart.price"]);
}

#[test]
fn the_calls_of_a_plugin_are_those_of_all_its_hooks() {
    let plugins = manager();
    plugins.measure("**").unwrap().detach();
    plugins.caller::<dyn Feed>().fetch("harbor").unwrap();
    assert!(plugins.caller::<dyn Feed>().fetch("storm").is_err());
    plugins.caller::<dyn Cart>().price(1).unwrap();
    let metrics = plugins.metrics();
    let weather = metrics.plugin("weather").unwrap();
    assert_eq!((weather.calls.count, weather.calls.failures), (3, 1));
}

#[test]
fn a_call_that_two_measurements_want_is_counted_once() {
    let plugins = manager();
    let _one = plugins.measure("feed.*").unwrap();
    let _two = plugins.measure("**").unwrap();
    plugins.caller::<dyn Feed>().fetch("harbor").unwrap();
    assert_eq!(plugins.metrics().hook("feed.fetch").unwrap().calls.count, 1);
}

#[test]
fn measuring_begins_and_ends_with_its_guard_for_callers_that_are_held() {
    let plugins = manager();
    let feed = plugins.caller::<dyn Feed>();
    let count = || plugins.metrics().hook("feed.fetch").map_or(0, |fetch| fetch.calls.count);
    feed.fetch("harbor").unwrap();
    let measurement = plugins.measure("feed.fetch").unwrap();
    feed.fetch("harbor").unwrap();
    assert_eq!(count(), 1);
    drop(measurement);
    feed.fetch("harbor").unwrap();
    assert_eq!(count(), 1, "what was measured is kept");
    let _again = plugins.measure("feed.fetch").unwrap();
    feed.fetch("harbor").unwrap();
    assert_eq!(count(), 2, "and added to");
}

#[test]
fn a_measurement_may_outlive_its_manager() {
    let plugins = manager();
    let measurement = plugins.measure("**").unwrap();
    drop(plugins);
    drop(measurement);
}

#[test]
fn a_pattern_that_is_none_is_an_error() {
    let error = manager().measure("feed.**x").unwrap_err();
    assert!(error.to_string().contains("`**x`"), "{error}");
}

#[cfg(feature = "tokio")]
#[tokio::test(start_paused = true)]
async fn times_are_told_by_their_shares() {
    let plugins = manager();
    let _measurement = plugins.measure("feed.wait").unwrap();
    let feed = plugins.caller::<dyn Feed>().only(["weather"]);
    for milliseconds in 1..=100 {
        feed.wait(milliseconds * 10).await.unwrap();
    }
    let metrics = plugins.metrics();
    let wait = metrics.hook("feed.wait").unwrap();
    assert_eq!(wait.calls.count, 100);
    let weather = wait.implementations.iter().find(|of| of.plugin == "weather").unwrap();
    for calls in [wait.calls, weather.calls] {
        about(calls.p50, Duration::from_millis(500));
        about(calls.p95, Duration::from_millis(950));
        about(calls.p99, Duration::from_millis(990));
        about(calls.longest, Duration::from_secs(1));
        about(calls.mean(), Duration::from_millis(505));
        assert!(calls.p99 <= calls.longest);
    }
}

#[cfg(feature = "tokio")]
#[tokio::test(start_paused = true)]
async fn the_slowest_plugin_is_named() {
    let plugins = manager();
    let _measurement = plugins.measure("feed.wait").unwrap();
    plugins.caller::<dyn Feed>().wait(100).await.unwrap();
    let metrics = plugins.metrics();
    let wait = metrics.hook("feed.wait").unwrap();
    let slowest = wait.slowest().unwrap();
    assert_eq!(slowest.plugin, "stocks");
    about(slowest.calls.longest, Duration::from_millis(200));
    about(wait.calls.longest, Duration::from_millis(300));
}

#[tokio::test(start_paused = true)]
async fn calls_that_are_cancelled_are_counted_apart() {
    let plugins = manager();
    let _measurement = plugins.measure("feed.wait").unwrap();
    let feed = plugins.caller::<dyn Feed>();
    let mut call = Box::pin(feed.wait(100));
    assert!(poll_once(&mut call).is_pending());
    drop(call);
    let wait = plugins.metrics().hook("feed.wait").unwrap().clone();
    assert_eq!((wait.calls.count, wait.calls.cancelled, wait.calls.failures), (0, 1, 0));
    assert_eq!(wait.implementations[0].calls.cancelled, 1);
    assert_eq!(wait.implementations.iter().map(|of| of.calls.count).sum::<u64>(), 0);
}

#[test]
fn threads_that_call_at_once_lose_no_count() {
    let plugins = manager();
    let _measurement = plugins.measure("**").unwrap();
    let barrier = Arc::new(Barrier::new(4));
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let (feed, barrier) = (plugins.caller::<dyn Feed>(), Arc::clone(&barrier));
            thread::spawn(move || {
                barrier.wait();
                for _ in 0..500 {
                    feed.fetch("harbor").unwrap();
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    let metrics = plugins.metrics();
    assert_eq!(metrics.hook("feed.fetch").unwrap().calls.count, 2000);
    assert_eq!(metrics.plugin("weather").unwrap().calls.count, 2000);
}

#[test]
fn metrics_are_data() {
    let plugins = manager();
    let _measurement = plugins.measure("feed.*").unwrap();
    plugins.caller::<dyn Feed>().fetch("harbor").unwrap();
    let json = serde_json::to_value(plugins.metrics()).unwrap();
    assert_eq!(json["hooks"][0]["hook"], "feed.fetch");
    assert_eq!(json["hooks"][0]["implementations"][1]["plugin"], "weather");
    assert_eq!(json["hooks"][0]["calls"]["count"], 1);
}

#[cfg(feature = "metrics")]
mod facade {
    use std::sync::Mutex;

    use metrics::{
        Counter, CounterFn, Gauge, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder, SharedString,
        Unit,
    };

    use super::*;
    use crate::support::Log;

    /// Notes what it is told.
    #[derive(Clone, Default)]
    struct Notes {
        log: Log,
        seconds: Arc<Mutex<Vec<f64>>>,
    }

    struct Note {
        notes: Notes,
        key: String,
    }

    impl CounterFn for Note {
        fn increment(&self, by: u64) {
            self.notes.log.note(format!("{} +{by}", self.key));
        }
        fn absolute(&self, _: u64) {}
    }

    impl HistogramFn for Note {
        fn record(&self, seconds: f64) {
            self.notes.log.note(self.key.clone());
            self.notes.seconds.lock().unwrap().push(seconds);
        }
    }

    impl Notes {
        fn of(&self, key: &Key) -> Arc<Note> {
            let labels: Vec<String> =
                key.labels().map(|label| format!("{}={}", label.key(), label.value())).collect();
            Arc::new(Note { notes: self.clone(), key: format!("{} {}", key.name(), labels.join(" ")) })
        }
    }

    impl Recorder for Notes {
        fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
        fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
        fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
        fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
            Counter::from_arc(self.of(key))
        }
        fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
            Gauge::noop()
        }
        fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
            Histogram::from_arc(self.of(key))
        }
    }

    #[test]
    fn what_is_measured_goes_to_the_recorder_of_the_metrics_crate() {
        let notes = Notes::default();
        let plugins = manager();
        let _measurement = plugins.measure("feed.*").unwrap();
        let feed = plugins.caller::<dyn Feed>().only(["weather"]);
        metrics::with_local_recorder(&notes, || {
            feed.fetch("harbor").unwrap();
            assert!(feed.fetch("storm").is_err());
        });
        let (of_plugin, of_hook) = ("hook=feed.fetch plugin=weather", "hook=feed.fetch");
        let lines = |outcome: &str| {
            [of_plugin, of_hook].map(|labels| {
                [
                    format!("pluginkit_hook_duration_seconds {labels}"),
                    format!("pluginkit_hook_calls_total {labels} outcome={outcome} +1"),
                ]
            })
        };
        assert_eq!(notes.log.take(), [lines("returned"), lines("failed")].concat().concat());
        assert!(notes.seconds.lock().unwrap().iter().all(|seconds| *seconds < 10.0));
    }
}
