//! Plugins switched off and on: who holds a caller sees it with the next call, and a call under way does not.

mod support;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier, Mutex};
use std::thread;

use pluginkit::prelude::*;
use support::Log;
use tokio::sync::{Notify, oneshot};

#[extension_point]
trait Feed {
    fn fetch(&self) -> &'static str;
    async fn fetch_later(&self) -> &'static str;
    #[hook(pipeline)]
    fn polish(&self, text: String) -> String;
}

#[extension_point]
trait Other {
    fn call(&self) -> u32;
}

macro_rules! member {
    ($name:ident, $id:tt, [$($plugin:tt)*]) => {
        #[plugin(id = $id, version = "1.0.0", listed $($plugin)*)]
        #[derive(Default)]
        struct $name;

        #[extension]
        impl Feed for $name {
            fn fetch(&self) -> &'static str {
                $id
            }
            async fn fetch_later(&self) -> &'static str {
                tokio::task::yield_now().await;
                $id
            }
            fn polish(&self, text: String) -> String {
                text + $id
            }
        }
    };
}

member!(A, "a", []);
member!(B, "b", []);
member!(C, "c", [, depends_on(B)]);

#[extension]
impl Other for A {
    fn call(&self) -> u32 {
        1
    }
}

#[plugin(id = "around", version = "1.0.0", listed)]
#[derive(Default)]
struct Around(Log);

#[extension(wrapper)]
impl FeedWrapper for Around {
    fn fetch(&self, next: Next<'_>) -> HookResult<Vec<&'static str>> {
        self.0.note("around");
        next.run()
    }
}

/// Waits in the middle of a call until it is let go.
#[plugin(id = "a-gate", version = "1.0.0", listed)]
struct Gate {
    reached: Mutex<Option<oneshot::Sender<()>>>,
    open: Arc<Notify>,
}

#[extension]
impl Feed for Gate {
    async fn fetch_later(&self) -> &'static str {
        let reached = self.reached.lock().unwrap().take();
        if let Some(reached) = reached {
            reached.send(()).unwrap();
            self.open.notified().await;
        }
        "gate"
    }
}

fn abc() -> PluginManager {
    PluginManager::builder().plugins(plugins![A, B, C]).build().unwrap()
}

#[tokio::test]
async fn a_held_caller_sees_it_with_its_next_call() {
    let plugins = abc();
    let feed = plugins.caller::<dyn Feed>();
    assert_eq!(feed.fetch().unwrap(), ["a", "b", "c"]);
    plugins.disable("b").unwrap();
    assert_eq!(feed.fetch().unwrap(), ["a", "c"]);
    assert_eq!(feed.fetch_later().await.unwrap(), ["a", "c"]);
    assert_eq!(feed.polish(String::new()).unwrap(), "ac");
    plugins.enable("b").unwrap();
    assert_eq!(feed.fetch().unwrap(), ["a", "b", "c"]);
    assert_eq!(feed.fetch_later().await.unwrap(), ["a", "b", "c"]);
}

#[test]
fn every_caller_sees_it_however_it_was_come_by() {
    let plugins = abc();
    let old = plugins.caller::<dyn Feed>();
    let (copy, isolated) = (old.clone(), old.isolated());
    plugins.disable("b").unwrap();
    let new = plugins.clone().caller::<dyn Feed>();
    for feed in [&old, &copy, &new, &old.clone()] {
        assert_eq!(feed.fetch().unwrap(), ["a", "c"]);
    }
    assert_eq!(isolated.fetch(), ["a", "c"]);
}

#[test]
fn twice_is_once() {
    let plugins = abc();
    let feed = plugins.caller::<dyn Feed>();
    for _ in 0..2 {
        plugins.disable("b").unwrap();
    }
    plugins.enable("b").unwrap();
    assert_eq!(feed.fetch().unwrap(), ["a", "b", "c"]);
    plugins.enable("b").unwrap();
    assert_eq!(feed.fetch().unwrap(), ["a", "b", "c"]);
}

#[test]
fn all_points_of_a_plugin_are_switched_and_nobody_elses() {
    let plugins = abc();
    let (feed, other) = (plugins.caller::<dyn Feed>(), plugins.caller::<dyn Other>());
    plugins.disable("a").unwrap();
    assert_eq!(other.call().unwrap(), [0_u32; 0]);
    assert_eq!(feed.fetch().unwrap(), ["b", "c"]);
    plugins.enable("a").unwrap();
    assert_eq!(other.call().unwrap(), [1]);
}

#[test]
fn dependents_are_not_switched_along() {
    let plugins = abc();
    plugins.disable("b").unwrap();
    assert_eq!(plugins.caller::<dyn Feed>().fetch().unwrap(), ["a", "c"]);
}

#[test]
fn wrappers_are_switched_too() {
    let log = Log::default();
    let plugins = PluginManager::builder().plugin::<A>().instance(Around(log.clone())).build().unwrap();
    let feed = plugins.caller::<dyn Feed>();
    plugins.disable("around").unwrap();
    assert_eq!(feed.fetch().unwrap(), ["a"]);
    assert_eq!(log.take(), [""; 0]);
    plugins.enable("around").unwrap();
    assert_eq!(feed.fetch().unwrap(), ["a"]);
    assert_eq!(log.take(), ["around"]);
}

#[test]
fn who_is_off_is_still_there() {
    let plugins = abc();
    plugins.disable("a").unwrap();
    assert_eq!(plugins.ids().len(), 3);
    assert!(plugins.plugin::<A>().is_some());
}

#[test]
fn one_manager_is_not_the_other() {
    let (one, other) = (abc(), abc());
    let feed = other.caller::<dyn Feed>();
    one.disable("a").unwrap();
    assert_eq!(feed.fetch().unwrap(), ["a", "b", "c"]);
}

#[test]
fn a_caller_outlives_its_manager() {
    let plugins = abc();
    let feed = plugins.caller::<dyn Feed>();
    plugins.disable("a").unwrap();
    drop(plugins);
    assert_eq!(feed.fetch().unwrap(), ["b", "c"]);
    assert_eq!(feed.clone().without(["b"]).fetch().unwrap(), ["c"]);
}

#[tokio::test]
async fn a_call_under_way_keeps_the_set_it_began_with() {
    let (reach, reached) = oneshot::channel();
    let open = Arc::new(Notify::new());
    let gate = Gate { reached: Mutex::new(Some(reach)), open: Arc::clone(&open) };
    let plugins = PluginManager::builder().plugins(plugins![A, B]).instance(gate).build().unwrap();
    plugins.disable("b").unwrap();
    let feed = plugins.caller::<dyn Feed>();
    let called = feed.clone();
    let call = tokio::spawn(async move { called.fetch_later().await });
    reached.await.unwrap();
    plugins.enable("b").unwrap();
    plugins.disable("a-gate").unwrap();
    plugins.disable("a").unwrap();
    assert_eq!(feed.fetch_later().await.unwrap(), ["b"], "a new call has the new set");
    open.notify_one();
    assert_eq!(call.await.unwrap().unwrap(), ["a", "gate"], "the old one has the old");
}

#[tokio::test]
async fn a_future_begins_when_it_is_polled() {
    let plugins = abc();
    let feed = plugins.caller::<dyn Feed>();
    let call = feed.fetch_later();
    plugins.disable("a").unwrap();
    assert_eq!(call.await.unwrap(), ["b", "c"]);
}

#[test]
fn calls_meet_one_valid_set_while_others_switch() {
    let plugins = abc();
    let feed = plugins.caller::<dyn Feed>();
    let (narrowed, stop) = (feed.without(["b"]), AtomicBool::new(false));
    let barrier = Barrier::new(6);
    thread::scope(|scope| {
        for id in ["a", "b"] {
            let (plugins, barrier, stop) = (&plugins, &barrier, &stop);
            scope.spawn(move || {
                barrier.wait();
                for _ in 0..500 {
                    plugins.disable(id).unwrap();
                    plugins.enable(id).unwrap();
                }
                stop.store(true, Ordering::Relaxed);
            });
        }
        for turn in 0..3 {
            let (feed, narrowed, barrier, stop) = (feed.clone(), narrowed.clone(), &barrier, &stop);
            scope.spawn(move || {
                barrier.wait();
                let mut calls = 0;
                while !stop.load(Ordering::Relaxed) || calls < 100 {
                    let feed = if turn == 2 { feed.clone() } else { feed.fail_fast() };
                    let all = feed.fetch().unwrap();
                    assert!(
                        [&["a", "b", "c"][..], &["a", "c"], &["b", "c"], &["c"]].contains(&all.as_slice()),
                        "{all:?}"
                    );
                    let text = feed.polish(String::new()).unwrap();
                    assert!(["abc", "ac", "bc", "c"].contains(&text.as_str()), "{text}");
                    let some = narrowed.fetch().unwrap();
                    assert!([&["a", "c"][..], &["c"]].contains(&some.as_slice()), "{some:?}");
                    calls += 1;
                }
            });
        }
        barrier.wait();
    });
    assert_eq!(feed.fetch().unwrap(), ["a", "b", "c"], "and what was said last holds");
    assert_eq!(narrowed.fetch().unwrap(), ["a", "c"]);
}

#[test]
fn who_has_switched_sees_it_at_once() {
    let plugins = abc();
    let feed = plugins.caller::<dyn Feed>();
    thread::scope(|scope| {
        for (id, letter) in [("a", "a"), ("b", "b"), ("c", "c")] {
            let (plugins, feed) = (&plugins, feed.clone());
            scope.spawn(move || {
                for _ in 0..300 {
                    plugins.disable(id).unwrap();
                    assert!(!feed.fetch().unwrap().contains(&letter));
                    plugins.enable(id).unwrap();
                    assert!(feed.fetch().unwrap().contains(&letter));
                }
            });
        }
    });
}

#[test]
fn a_caller_made_while_others_switch_is_as_good_as_any() {
    for _ in 0..100 {
        let plugins = abc();
        let barrier = Barrier::new(2);
        let feed = thread::scope(|scope| {
            let made = scope.spawn(|| {
                barrier.wait();
                plugins.caller::<dyn Feed>()
            });
            barrier.wait();
            plugins.disable("a").unwrap();
            made.join().unwrap()
        });
        assert_eq!(feed.fetch().unwrap(), ["b", "c"]);
    }
}
