//! What subscribers hear: everything, in order, one after another, as long as they want to and no longer.

#[path = "support/life.rs"]
mod life;
mod support;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use futures_util::StreamExt;
use life::Phase::{Init, Start};
use life::{actor, here, state, troupe};
use pluginkit::Subscription;
use pluginkit::prelude::*;
use support::Log;

/// What an event is, and whose: `started a`.
fn line(event: &PluginEvent) -> String {
    let name = event.name().trim_start_matches("plugin.").to_owned();
    event.plugin().map_or(name.clone(), |id| format!("{name} {id}"))
}

fn heard(plugins: &PluginManager) -> (Log, Subscription) {
    let log = Log::default();
    let noted = log.clone();
    (log, plugins.subscribe(move |event| noted.note(line(event))))
}

/// Only the lines that say this.
fn only(log: &Log, what: &[&str]) -> Vec<String> {
    log.take().into_iter().filter(|line| what.iter().any(|what| line.starts_with(what))).collect()
}

const LIFE: [&str; 5] = ["registered", "started", "stopped", "failed", "removed"];

#[tokio::test]
async fn they_tell_a_life_in_order() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log), actor("b", &log).needs("a")]);
    let (heard, _subscription) = heard(&plugins);
    plugins.start().await.unwrap();
    assert_eq!(only(&heard, &LIFE), ["started a", "started b"]);
    plugins.register(actor("c", &log).ready()).await.unwrap();
    assert_eq!(only(&heard, &LIFE), ["registered c", "started c"]);
    plugins.stop_plugin("a").await.unwrap();
    assert_eq!(only(&heard, &LIFE), ["stopped b", "stopped a"]);
    plugins.remove("c").await.unwrap();
    assert_eq!(only(&heard, &LIFE), ["stopped c", "removed c"]);
    plugins.shutdown().await.unwrap();
    let mut lines = only(&heard, &LIFE);
    lines.sort();
    assert_eq!(lines, ["removed a", "removed b"]);
}

#[tokio::test]
async fn they_say_from_when_to_when_it_is_called() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log)]);
    let (heard, _subscription) = heard(&plugins);
    let switches = ["activated", "deactivated"];
    plugins.start().await.unwrap();
    assert_eq!(only(&heard, &switches), ["activated a"]);
    plugins.disable("a").unwrap();
    plugins.disable("a").unwrap();
    assert_eq!(only(&heard, &switches), ["deactivated a"], "twice is once");
    plugins.enable("a").unwrap();
    assert_eq!(only(&heard, &switches), ["activated a"]);
    plugins.enable("a").unwrap();
    plugins.stop().await.unwrap();
    assert_eq!(only(&heard, &switches), ["deactivated a"]);
    plugins.disable("a").unwrap();
    plugins.enable("a").unwrap();
    assert_eq!(only(&heard, &switches), [""; 0], "who is stopped is not called, on or off");
    plugins.remove("a").await.unwrap();
    assert_eq!(only(&heard, &switches), [""; 0]);
}

#[tokio::test]
async fn what_they_say_is_true_by_then() {
    let plugins = troupe([actor("a", &Log::default())]);
    let log = Log::default();
    let (noted, weak) = (log.clone(), plugins.downgrade());
    let subscription = plugins.subscribe(move |event| {
        let plugins = weak.upgrade().unwrap();
        noted.note(format!("{}: {} {}", line(event), state(&plugins, "a"), here(&plugins).join("")));
    });
    plugins.start().await.unwrap();
    plugins.stop().await.unwrap();
    let lines = log.take();
    for expected in ["activated a: started a", "started a: started a", "stopped a: stopped "] {
        assert!(lines.contains(&expected.to_owned()), "{lines:?}");
    }
    drop(subscription);
}

#[tokio::test]
async fn a_failure_says_what_it_was() {
    let plugins = troupe([actor("a", &Log::default()).fails(Init, "boom")]);
    let (heard, _told) = heard(&plugins);
    let errors = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&errors);
    let _subscription = plugins.subscribe(move |event| {
        if let PluginEvent::Failed { plugin, error, .. } = event {
            kept.lock().unwrap().push((plugin.clone(), error.clone()));
        }
    });
    plugins.start().await.unwrap_err();
    let errors = errors.lock().unwrap();
    let [(plugin, Some(error))] = &errors[..] else { panic!("once: {errors:?}") };
    assert_eq!((plugin.as_str(), error.plugin(), error.hook()), ("a", "a", "lifecycle.init"));
    assert_eq!(std::error::Error::source(error).unwrap().to_string(), "boom");
    assert_eq!(heard.take(), ["hook.failed a", "failed a"], "each once");
}

/// Elsewhere there are names for events that nobody ever fires, and changes that fire none.
#[tokio::test]
async fn each_of_them_comes_at_some_time() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log), actor("b", &log).fails(Start, "no")]);
    let (heard, subscription) = heard(&plugins);
    subscription.detach();
    plugins.start().await.unwrap_err();
    plugins.remove("a").await.unwrap();
    plugins.register(actor("c", &log).ready()).await.unwrap();
    plugins.start_plugin("c").await.unwrap();
    drop(plugins);
    let names: BTreeSet<String> =
        heard.take().iter().map(|line| line.split(' ').next().unwrap().to_owned()).collect();
    let all = [
        "activated",
        "deactivated",
        "failed",
        "hook.failed",
        "manager.abandoned",
        "registered",
        "removed",
        "started",
        "stopped",
    ];
    assert!(names.iter().eq(all), "{names:?}");
}

mod abandoned {
    use super::*;

    #[tokio::test]
    async fn says_who_was_still_running() {
        let log = Log::default();
        let plugins = troupe([actor("a", &log), actor("b", &log).needs("a"), actor("c", &log)]);
        plugins.start_plugin("b").await.unwrap();
        let left = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&left);
        let subscribed = plugins.subscribe(move |event| {
            if let PluginEvent::Abandoned { plugins, .. } = event {
                kept.lock().unwrap().push(plugins.clone());
            }
        });
        subscribed.detach();
        log.take();
        drop(plugins.clone());
        assert!(left.lock().unwrap().is_empty(), "only the last one counts");
        drop(plugins);
        let left = left.lock().unwrap();
        assert_eq!(left.len(), 1);
        assert_eq!(left[0], ["b", "a"], "the last started first");
        assert_eq!(log.take(), [""; 0], "no hook runs");
    }

    #[tokio::test]
    async fn does_not_come_after_a_stop() {
        let plugins = troupe([actor("a", &Log::default())]);
        let (heard, subscription) = heard(&plugins);
        subscription.detach();
        plugins.start().await.unwrap();
        plugins.stop().await.unwrap();
        drop(plugins);
        assert_eq!(only(&heard, &["manager.abandoned"]), [""; 0]);
    }
}

mod subscriptions {
    use super::*;

    #[tokio::test]
    async fn end_when_they_are_dropped_or_say_so_twice() {
        let plugins = troupe([actor("a", &Log::default())]);
        let (dropped, one) = heard(&plugins);
        let (ended, two) = heard(&plugins);
        let (kept, three) = heard(&plugins);
        three.detach();
        plugins.disable("a").unwrap();
        plugins.start().await.unwrap();
        assert!([&dropped, &ended, &kept].iter().all(|log| only(log, &LIFE) == ["started a"]));
        drop(one);
        two.unsubscribe();
        two.unsubscribe();
        plugins.stop().await.unwrap();
        assert_eq!(kept.take(), ["stopped a"]);
        assert_eq!((dropped.take(), ended.take()), (vec![], vec![]));
        drop(two);
        plugins.start().await.unwrap();
        assert_eq!(kept.take(), ["started a"]);
    }

    #[tokio::test]
    async fn let_go_of_what_they_hold() {
        let plugins = troupe([actor("a", &Log::default())]);
        let log = Log::default();
        let (guard, detached) = (log.guard("let go"), log.guard("let go with the manager"));
        let subscription = plugins.subscribe(move |_| _ = &guard);
        plugins.subscribe(move |_| _ = &detached).detach();
        drop(subscription);
        assert_eq!(log.take(), ["let go"]);
        drop(plugins);
        assert_eq!(log.take(), ["let go with the manager"]);
    }

    #[tokio::test]
    async fn may_outlive_the_manager() {
        let plugins = troupe([actor("a", &Log::default())]);
        let (_, subscription) = heard(&plugins);
        let mut events = plugins.events();
        drop(plugins);
        subscription.unsubscribe();
        assert_eq!(events.next().await.map(|event| line(&event)), None);
    }

    /// Elsewhere a failing listener makes the operation fail halfway, and leaves a plugin that is both loaded and not.
    #[tokio::test]
    async fn that_panic_harm_nobody() {
        let log = Log::default();
        let plugins = troupe([actor("a", &log)]);
        let times = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&times);
        let (before, _one) = heard(&plugins);
        let _bad = plugins.subscribe(move |_| {
            counted.fetch_add(1, Ordering::Relaxed);
            panic!("a bad listener");
        });
        let (after, _two) = heard(&plugins);
        plugins.start().await.unwrap();
        assert_eq!((state(&plugins, "a"), here(&plugins)), ("started".to_owned(), vec!["a".to_owned()]));
        plugins.stop().await.unwrap();
        assert_eq!(log.take(), ["a.init", "a.start", "a.stop"]);
        let heard = before.take();
        assert_eq!(heard, after.take());
        assert_eq!(times.load(Ordering::Relaxed), heard.len(), "it is told of the next one all the same");
    }

    /// Panics when it is dropped.
    struct Mine;

    impl Drop for Mine {
        fn drop(&mut self) {
            assert!(thread::panicking(), "stepped on");
        }
    }

    #[tokio::test]
    async fn whose_remains_panic_harm_nobody() {
        let plugins = troupe([actor("a", &Log::default())]);
        let itself = Arc::new(Mutex::new(None::<Subscription>));
        let (held, mine) = (Arc::clone(&itself), Mine);
        let subscription = plugins.subscribe(move |_| {
            let _ = &mine;
            held.lock().unwrap().take();
        });
        *itself.lock().unwrap() = Some(subscription);
        let (heard, _subscription) = heard(&plugins);
        plugins.start().await.unwrap();
        assert_eq!(only(&heard, &LIFE), ["started a"]);
        plugins.stop().await.unwrap();
        assert_eq!(only(&heard, &LIFE), ["stopped a"], "and goes on hearing");
    }

    #[tokio::test]
    async fn made_during_an_event_begin_with_the_next() {
        let plugins = troupe([actor("a", &Log::default()), actor("b", &Log::default())]);
        let (log, weak) = (Log::default(), plugins.downgrade());
        let (noted, made) = (log.clone(), AtomicBool::new(false));
        plugins
            .subscribe(move |event| {
                if line(event) == "started a" && !made.swap(true, Ordering::Relaxed) {
                    let noted = noted.clone();
                    weak.upgrade().unwrap().subscribe(move |event| noted.note(line(event))).detach();
                }
            })
            .detach();
        plugins.start().await.unwrap();
        assert_eq!(only(&log, &["started"]), ["started b"]);
    }

    #[tokio::test]
    async fn ended_during_an_event_by_others_do_not_hear_it() {
        let plugins = troupe([actor("a", &Log::default())]);
        let other = Arc::new(Mutex::new(None::<Subscription>));
        let held = Arc::clone(&other);
        let _first = plugins.subscribe(move |_| drop(held.lock().unwrap().take()));
        let (heard, second) = heard(&plugins);
        *other.lock().unwrap() = Some(second);
        plugins.start().await.unwrap();
        assert_eq!(heard.take(), [""; 0]);
    }

    #[tokio::test]
    async fn ended_during_an_event_hear_no_later_one() {
        let plugins = troupe([actor("a", &Log::default()), actor("b", &Log::default())]);
        let log = Log::default();
        let (noted, itself) = (log.clone(), Arc::new(Mutex::new(None::<Subscription>)));
        let held = Arc::clone(&itself);
        let subscription = plugins.subscribe(move |event| {
            noted.note(line(event));
            if line(event) == "started a" {
                held.lock().unwrap().take();
            }
        });
        *itself.lock().unwrap() = Some(subscription);
        plugins.start().await.unwrap();
        assert_eq!(only(&log, &["started"]), ["started a"]);
    }
}
