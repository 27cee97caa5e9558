//! A stop is the last word: what was begun before it starts nobody after it, and what is begun after it is not concerned.

#[path = "support/life.rs"]
mod life;
mod support;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;

use life::Phase::Start;
use life::{Actor, Gate, actor, cast, here, state, states, troupe};
use pluginkit::prelude::*;
use pluginkit::{Error, PluginEvent, StartPolicy, StateError};
use support::{Log, drive, poll_once};

/// Does something to the manager as soon as `id` has been started: between this plugin and the next.
fn when_started(
    plugins: &PluginManager,
    id: &'static str,
    deed: impl Fn(PluginManager) + Send + Sync + 'static,
) {
    let (weak, first) = (plugins.downgrade(), AtomicBool::new(true));
    let subscription = plugins.subscribe(move |event| {
        let is_it = matches!(event, PluginEvent::Started { plugin } if plugin == id);
        if is_it && first.swap(false, Ordering::Relaxed) {
            deed(weak.upgrade().unwrap());
        }
    });
    subscription.detach();
}

fn three(log: &Log) -> [Actor; 3] {
    ["a", "b", "c"].map(|id| actor(id, log))
}

fn is_stopping(outcome: &Result<(), Error>, id: &str) -> bool {
    matches!(outcome, Err(Error::State(StateError::Stopping { id: it })) if it == id)
}

/// Elsewhere the start has a list of its own, and goes on with it after the stop has said that all is still.
#[test]
fn a_start_does_not_go_on_after_a_stop() {
    for policy in [StartPolicy::RollBack, StartPolicy::Continue] {
        let log = Log::default();
        let plugins = cast(three(&log)).start_policy(policy).build().unwrap();
        when_started(&plugins, "a", |plugins| drive(plugins.stop()).unwrap());
        let outcome = drive(plugins.start());
        assert!(is_stopping(&outcome, "b"), "{outcome:?}");
        assert_eq!(log.take(), ["a.init", "a.start", "a.stop"]);
        assert_eq!(states(&plugins, ["a", "b", "c"]), ["stopped"; 3]);
        drive(plugins.register(actor("d", &log).ready())).unwrap();
        assert_eq!((log.take(), here(&plugins)), (vec![], vec![]), "nor is anybody else started");
        drive(plugins.start()).unwrap();
        assert_eq!(here(&plugins), ["a", "b", "c", "d"], "the next start is another matter");
    }
}

#[test]
fn a_start_by_name_does_not_go_on_either() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log), actor("b", &log).likes("a"), actor("c", &log).needs("b")]);
    when_started(&plugins, "a", |plugins| drive(plugins.stop()).unwrap());
    let outcome = drive(plugins.start_plugin("c"));
    assert!(is_stopping(&outcome, "b"), "{outcome:?}");
    assert_eq!(log.take(), ["a.init", "a.start", "a.stop"]);
    drive(plugins.start_plugin("c")).unwrap();
    assert_eq!(here(&plugins), ["a", "b", "c"]);
}

/// What it has started, the stop has seen to; what it has not, nobody has to.
#[tokio::test]
async fn who_is_starting_meanwhile_is_stopped_and_the_start_says_so() {
    let (log, gate) = (Log::default(), Gate::default());
    let [a, b, c] = three(&log);
    let plugins = troupe([a, b.waits(Start, &gate), c]);
    let mut start = Box::pin(plugins.start());
    assert!(poll_once(&mut start).is_pending());
    let mut stop = Box::pin(plugins.stop());
    assert!(poll_once(&mut stop).is_pending(), "it waits for `b`");
    gate.open();
    let outcome = start.await;
    assert!(is_stopping(&outcome, "c"), "{outcome:?}");
    stop.await.unwrap();
    assert_eq!(states(&plugins, ["a", "b", "c"]), ["stopped"; 3]);
    assert!(!log.take().contains(&"c.init".to_owned()));
}

#[test]
fn a_shutdown_is_a_stop() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log), actor("b", &log)]);
    when_started(&plugins, "a", |plugins| {
        drive(plugins.shutdown()).unwrap();
        drive(plugins.register(actor("b", &Log::default()).ready())).unwrap();
    });
    let outcome = drive(plugins.start());
    assert!(is_stopping(&outcome, "b"), "{outcome:?}");
    assert_eq!(state(&plugins, "b"), "loaded", "it came after the shutdown, and nobody has started it");
}

#[test]
fn stopping_one_is_not_stopping() {
    let log = Log::default();
    let plugins = troupe(three(&log));
    when_started(&plugins, "a", |plugins| drive(plugins.stop_plugin("a")).unwrap());
    drive(plugins.start()).unwrap();
    assert_eq!(states(&plugins, ["a", "b", "c"]), ["stopped", "started", "started"]);
}

/// The second start was asked for after the stop, and holds; the first is over.
#[test]
fn who_starts_after_the_stop_is_not_concerned() {
    let log = Log::default();
    let plugins = troupe(three(&log));
    when_started(&plugins, "a", |plugins| {
        drive(plugins.stop()).unwrap();
        drive(plugins.start()).unwrap();
    });
    let outcome = drive(plugins.start());
    assert!(is_stopping(&outcome, "b"), "{outcome:?}");
    assert_eq!(states(&plugins, ["a", "b", "c"]), ["started"; 3], "nobody takes them back");
    drive(plugins.register(actor("d", &log).ready())).unwrap();
    assert_eq!(state(&plugins, "d"), "started", "and it goes on running");
}

/// What a start that fails takes back is what it has started itself.
#[test]
fn who_was_stopped_and_started_again_is_not_taken_back() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log), actor("b", &log).fails(Start, "boom")]);
    when_started(&plugins, "a", |plugins| {
        drive(plugins.stop_plugin("a")).unwrap();
        drive(plugins.start_plugin("a")).unwrap();
    });
    drive(plugins.start()).unwrap_err();
    assert_eq!(states(&plugins, ["a", "b"]), ["started", "failed"]);
}

mod who_comes_in {
    use super::*;

    /// It is there, as if it had come a moment later.
    #[test]
    fn while_everybody_is_stopped_is_not_started() {
        let log = Log::default();
        let plugins = troupe([actor("a", &log)]);
        drive(plugins.start()).unwrap();
        drive(plugins.stop_plugin("a")).unwrap();
        when_started(&plugins, "a", |plugins| drive(plugins.stop()).unwrap());
        log.take();
        drive(plugins.register(actor("x", &log).likes("a").mourned().ready())).unwrap();
        assert_eq!(log.take(), ["a.start", "a.stop"]);
        assert_eq!(states(&plugins, ["a", "x"]), ["stopped", "stopped"]);
        drive(plugins.start()).unwrap();
        assert_eq!(here(&plugins), ["a", "x"]);
    }

    /// Those who waited for it are not, either.
    #[test]
    fn and_is_stopped_at_once_brings_nobody_with_it() {
        let log = Log::default();
        let plugins = troupe([actor("b", &log).needs("a"), actor("c", &log).needs("b")]);
        drive(plugins.start()).unwrap();
        when_started(&plugins, "a", |plugins| drive(plugins.stop()).unwrap());
        drive(plugins.register(actor("a", &log).ready())).unwrap();
        assert_eq!(log.take(), ["a.init", "a.start", "a.stop"]);
        assert_eq!(states(&plugins, ["a", "b", "c"]), ["stopped"; 3]);
    }

    /// Whoever was not in time for the list is started by its own registration: one of the two sees the other.
    #[test]
    fn while_everybody_is_started_is_started() {
        let rounds = 3_000;
        let (together, log) = (Arc::new(Barrier::new(2)), Log::default());
        let managers: Vec<PluginManager> = (0..rounds).map(|_| troupe([])).collect();
        let (starts, others) = (Arc::clone(&together), managers.clone());
        let starting = thread::spawn(move || {
            for plugins in others {
                starts.wait();
                drive(plugins.start()).unwrap();
            }
        });
        for plugins in &managers {
            let newcomer = actor("x", &log).ready();
            together.wait();
            drive(plugins.register(newcomer)).unwrap();
        }
        starting.join().unwrap();
        let missed = managers.iter().filter(|plugins| state(plugins, "x") != "started").count();
        assert_eq!(missed, 0, "of {rounds}");
    }
}
