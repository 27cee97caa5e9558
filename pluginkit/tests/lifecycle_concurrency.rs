//! Many at once: a plugin starts once however many ask, nobody holds up whom it does not concern, and the order holds.

#[path = "support/life.rs"]
mod life;
mod support;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;

use futures_util::future::join_all;
use life::Phase::{Init, Start, Stop};
use life::{Actor, Gate, Tells, actor, failure, here, state, states, troupe};
use pluginkit::prelude::*;
use support::{Log, poll_once};

fn count(log: &Log) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for line in log.take() {
        *counts.entry(line).or_default() += 1;
    }
    counts
}

/// Elsewhere the lock is let go of between looking and starting, and two who ask at once start it twice.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_tasks_start_it_once() {
    for _ in 0..50 {
        let log = Log::default();
        let pause = |_: PluginContext| async {
            tokio::task::yield_now().await;
            Ok(())
        };
        let plugins = troupe([
            actor("a", &log).on(Init, pause).on(Start, pause),
            actor("b", &log).needs("a").on(Start, pause),
            actor("c", &log).needs("b"),
        ]);
        let together = Arc::new(tokio::sync::Barrier::new(16));
        let tasks: Vec<_> = (0..16)
            .map(|turn| {
                let (plugins, together) = (plugins.clone(), Arc::clone(&together));
                tokio::spawn(async move {
                    together.wait().await;
                    let outcome = match turn % 3 {
                        0 => plugins.start().await,
                        1 => plugins.start_plugin("c").await,
                        _ => plugins.start_plugin("a").await,
                    };
                    outcome.unwrap();
                    assert_eq!(state(&plugins, "a"), "started", "it is started when it says so");
                    assert!(turn % 3 == 2 || here(&plugins) == ["a", "b", "c"]);
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        let counts = count(&log);
        assert_eq!(counts.len(), 6);
        assert!(counts.values().all(|times| *times == 1), "{counts:?}");
    }
}

#[test]
fn many_threads_start_and_stop_it_once() {
    for _ in 0..50 {
        let log = Log::default();
        let plugins = troupe([actor("a", &log), actor("b", &log).needs("a")]);
        let together = Barrier::new(8);
        let at_once = |operation: &(dyn Fn() + Sync)| {
            thread::scope(|scope| {
                for _ in 0..8 {
                    scope.spawn(|| {
                        together.wait();
                        operation();
                    });
                }
            });
        };
        at_once(&|| plugins.blocking().start().unwrap());
        assert_eq!(log.take(), ["a.init", "a.start", "b.init", "b.start"]);
        at_once(&|| plugins.blocking().stop_plugin("a").unwrap());
        assert_eq!(log.take(), ["b.stop", "a.stop"]);
        at_once(&|| plugins.blocking().shutdown().unwrap());
        assert_eq!(log.take(), ["b.unload", "a.unload"]);
    }
}

#[test]
fn many_threads_remove_it_once() {
    for _ in 0..50 {
        let log = Log::default();
        let plugins = troupe([actor("a", &log)]);
        plugins.blocking().start().unwrap();
        log.take();
        let (together, done) = (Barrier::new(4), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    together.wait();
                    done.fetch_add(usize::from(plugins.blocking().remove("a").is_ok()), Ordering::Relaxed);
                });
            }
        });
        assert_eq!(log.take(), ["a.stop", "a.unload"]);
        assert!(done.into_inner() >= 1, "somebody has removed it");
        assert_eq!(state(&plugins, "a"), "unknown");
    }
}

#[tokio::test]
async fn who_waits_for_a_start_gets_its_failure() {
    let (log, gate) = (Log::default(), Gate::default());
    let (times, passes) = (AtomicUsize::new(0), gate.clone());
    let a = actor("a", &log).on(Start, move |_| {
        let (times, passes) = (times.fetch_add(1, Ordering::Relaxed), passes.clone());
        async move {
            if times == 0 {
                passes.pass().await;
            }
            Err(format!("boom {times}").into())
        }
    });
    let plugins = troupe([a, actor("b", &log).needs("a")]);
    let mut first = Box::pin(plugins.start_plugin("a"));
    assert!(poll_once(&mut first).is_pending());
    let mut waiting: Vec<_> = (0..8).map(|_| Box::pin(plugins.start_plugin("a"))).collect();
    assert!(waiting.iter_mut().all(|wait| poll_once(wait).is_pending()));
    let mut dependent = Box::pin(plugins.start_plugin("b"));
    assert!(poll_once(&mut dependent).is_pending());
    gate.open();
    assert_eq!(first.await.told(), ["start a: lifecycle.start failed: boom 0"]);
    for outcome in join_all(waiting).await {
        assert_eq!(outcome.told(), ["start a: lifecycle.start failed: boom 0"]);
    }
    assert!(dependent.await.unwrap_err().to_string().contains("boom 0"));
    assert_eq!(log.take(), ["a.init", "a.start"], "it is tried once");
    assert!(failure(&plugins, "a").unwrap().contains("boom 0"));
    let later = plugins.start_plugin("a").await.told();
    assert_eq!(later, ["start a: lifecycle.start failed: boom 1"], "who comes later tries again");
}

/// It was there when it was looked at, and is on its way back when it is needed.
#[tokio::test]
async fn who_needs_what_is_being_restarted_waits_for_it() {
    let (log, others, back) = (Log::default(), Gate::default(), Gate::default());
    let (times, passes) = (AtomicUsize::new(0), back.clone());
    let a = actor("a", &log).on(Start, move |_| {
        let (again, passes) = (times.fetch_add(1, Ordering::Relaxed) > 0, passes.clone());
        async move {
            if again {
                passes.pass().await;
            }
            Ok(())
        }
    });
    let other = actor("b", &log).waits(Start, &others);
    let plugins = troupe([a, other, actor("c", &log).needs("a").needs("b")]);
    plugins.start_plugin("a").await.unwrap();
    let mut start = Box::pin(plugins.start_plugin("c"));
    assert!(poll_once(&mut start).is_pending());
    plugins.stop_plugin("a").await.unwrap();
    let mut restart = Box::pin(plugins.start_plugin("a"));
    assert!(poll_once(&mut restart).is_pending());
    others.open();
    assert!(poll_once(&mut start).is_pending());
    assert_eq!(
        states(&plugins, ["a", "b", "c"]),
        ["starting", "started", "stopped"],
        "it waits, and does not fail"
    );
    back.open();
    restart.await.unwrap();
    start.await.unwrap();
    assert_eq!(state(&plugins, "c"), "started");
}

#[tokio::test]
async fn who_stops_what_is_starting_waits_until_it_is_started() {
    let (log, gate) = (Log::default(), Gate::default());
    let plugins = troupe([actor("a", &log).waits(Start, &gate)]);
    let mut start = Box::pin(plugins.start_plugin("a"));
    assert!(poll_once(&mut start).is_pending());
    let mut stop = Box::pin(plugins.stop_plugin("a"));
    assert!(poll_once(&mut stop).is_pending());
    assert_eq!(log.take(), ["a.init", "a.start"]);
    gate.open();
    start.await.unwrap();
    stop.await.unwrap();
    assert_eq!((log.take(), state(&plugins, "a")), (vec!["a.stop".to_owned()], "stopped".to_owned()));
}

#[tokio::test]
async fn who_starts_what_is_stopping_waits_and_starts_it_again() {
    let (log, gate) = (Log::default(), Gate::default());
    let plugins = troupe([actor("a", &log).waits(Stop, &gate), actor("b", &log).needs("a")]);
    plugins.start_plugin("a").await.unwrap();
    let mut stop = Box::pin(plugins.stop_plugin("a"));
    assert!(poll_once(&mut stop).is_pending());
    log.take();
    let mut start = Box::pin(plugins.start_plugin("b"));
    assert!(poll_once(&mut start).is_pending());
    assert_eq!(log.take(), [""; 0], "`b` does not start on what is going");
    gate.open();
    stop.await.unwrap();
    start.await.unwrap();
    assert_eq!(log.take(), ["a.start", "b.init", "b.start"]);
}

#[tokio::test]
async fn who_removes_what_is_starting_waits_and_takes_it_out() {
    let (log, gate) = (Log::default(), Gate::default());
    let plugins = troupe([actor("a", &log).waits(Start, &gate), actor("b", &log).needs("a")]);
    let mut start = Box::pin(plugins.start());
    assert!(poll_once(&mut start).is_pending());
    let mut shutdown = Box::pin(plugins.shutdown());
    assert!(poll_once(&mut shutdown).is_pending());
    gate.open();
    let (started, shut) = tokio::join!(start, shutdown);
    shut.unwrap();
    let _ = started;
    let lines = log.take();
    assert_eq!(
        lines.iter().filter(|line| line.starts_with("a.")).count(),
        4,
        "init, start, stop, unload: {lines:?}"
    );
    assert_eq!((plugins.ids().len(), plugins.descriptors().len()), (0, 0));
}

/// Passes only when both are there at once.
#[tokio::test]
async fn those_who_do_not_need_each_other_do_not_wait_for_each_other() {
    let log = Log::default();
    let both = Arc::new(tokio::sync::Barrier::new(2));
    let meets = |actor: Actor, phase| {
        let both = Arc::clone(&both);
        actor.on(phase, move |_| {
            let both = Arc::clone(&both);
            async move {
                both.wait().await;
                Ok(())
            }
        })
    };
    let plugins = troupe(["a", "b"].map(|id| meets(meets(actor(id, &log), Start), Stop)));
    let (a, b) = tokio::join!(plugins.start_plugin("a"), plugins.start_plugin("b"));
    assert!(a.is_ok() && b.is_ok());
    let (a, b) = tokio::join!(plugins.stop_plugin("a"), plugins.remove("b"));
    assert!(a.is_ok() && b.is_ok());
}

#[tokio::test]
async fn nobody_is_locked_out_while_a_hook_runs() {
    let (log, gate) = (Log::default(), Gate::default());
    let plugins = troupe([actor("a", &log), actor("b", &log).waits(Start, &gate)]);
    plugins.start_plugin("a").await.unwrap();
    let mut start = Box::pin(plugins.start());
    assert!(poll_once(&mut start).is_pending());
    assert_eq!(states(&plugins, ["a", "b"]), ["started", "starting"]);
    assert_eq!(here(&plugins), ["a"]);
    plugins.disable("b").unwrap();
    assert_eq!((plugins.inspections().len(), plugins.ids().len()), (2, 2));
    plugins.health().await;
    plugins.stop_plugin("a").await.unwrap();
    plugins.register(actor("c", &log).ready()).await.unwrap();
    gate.open();
    start.await.unwrap();
    assert_eq!(
        (state(&plugins, "b"), here(&plugins).contains(&"b".to_owned())),
        ("disabled".to_owned(), false)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_may_come_and_go_at_once() {
    let log = Log::default();
    let plugins = troupe([actor("base", &log)]);
    plugins.start().await.unwrap();
    let tasks = (0..8).map(|task| {
        let (plugins, log) = (plugins.clone(), log.clone());
        tokio::spawn(async move {
            let id = format!("guest-{task}");
            for _ in 0..50 {
                plugins.register(actor(&id, &log).needs("base").ready()).await.unwrap();
                assert!(here(&plugins).contains(&id));
                plugins.remove(&id).await.unwrap();
                assert!(!here(&plugins).contains(&id));
            }
        })
    });
    for outcome in join_all(tasks).await {
        outcome.unwrap();
    }
    let counts = count(&log);
    for (line, times) in counts.iter().filter(|(line, _)| line.starts_with("guest")) {
        assert_eq!(*times, 50, "{line}");
    }
    assert_eq!((counts.len(), here(&plugins)), (2 + 8 * 4, vec!["base".to_owned()]));
    assert_eq!(plugins.stop().await.told(), [""; 0]);
}
