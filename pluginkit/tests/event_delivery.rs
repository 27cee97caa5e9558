//! How events reach those who listen: one after another, in one order for all, and in streams that keep them.

#[path = "support/life.rs"]
mod life;
mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use futures_util::StreamExt;
use life::{actor, troupe};
use pluginkit::prelude::*;
use support::{Log, poll_once};

/// What an event is, and whose: `started a`.
fn line(event: &PluginEvent) -> String {
    let name = event.name().trim_start_matches("plugin.").to_owned();
    event.plugin().map_or(name.clone(), |id| format!("{name} {id}"))
}

fn heard(plugins: &PluginManager) -> Log {
    let log = Log::default();
    let noted = log.clone();
    plugins.subscribe(move |event| noted.note(line(event))).detach();
    log
}

#[tokio::test]
async fn streams_keep_what_nobody_has_asked_for_yet() {
    let plugins = troupe([actor("a", &Log::default())]);
    let heard = heard(&plugins);
    let (events, again) = (plugins.events(), plugins.events());
    for _ in 0..1000 {
        plugins.start().await.unwrap();
        plugins.stop().await.unwrap();
    }
    plugins.start().await.unwrap();
    drop(plugins);
    let events: Vec<String> = events.map(|event| line(&event)).collect().await;
    assert!(events.len() > 2000);
    assert_eq!(events.last().unwrap(), "manager.abandoned", "and then it ends");
    assert_eq!(events, heard.take(), "they and the callbacks hear the same");
    assert_eq!(again.count().await, events.len());
}

#[tokio::test]
async fn streams_wake_whoever_waits() {
    let plugins = troupe([actor("a", &Log::default())]);
    let mut events = plugins.events();
    assert!(poll_once(&mut events.next()).is_pending());
    let waiting =
        tokio::spawn(async move { events.next().await.map(|event| event.plugin().map(str::to_owned)) });
    tokio::task::yield_now().await;
    plugins.start().await.unwrap();
    assert_eq!(waiting.await.unwrap().unwrap().unwrap(), "a");
}

#[test]
fn they_come_one_after_another_and_to_all_in_the_same_order() {
    let plugins = troupe(["a", "b", "c", "d"].map(|id| actor(id, &Log::default())));
    let overlap = Arc::new(AtomicBool::new(false));
    let lists = [0, 1].map(|_| {
        let (log, busy, overlap) = (Log::default(), AtomicBool::new(false), Arc::clone(&overlap));
        let noted = log.clone();
        plugins
            .subscribe(move |event| {
                overlap.fetch_or(busy.swap(true, Ordering::SeqCst), Ordering::SeqCst);
                noted.note(line(event));
                thread::yield_now();
                busy.store(false, Ordering::SeqCst);
            })
            .detach();
        log
    });
    let together = std::sync::Barrier::new(4);
    thread::scope(|scope| {
        for id in ["a", "b", "c", "d"] {
            let (plugins, together) = (&plugins, &together);
            scope.spawn(move || {
                together.wait();
                for _ in 0..100 {
                    plugins.blocking().start_plugin(id).unwrap();
                    plugins.blocking().stop_plugin(id).unwrap();
                }
            });
        }
    });
    let [one, other] = lists.map(|log| log.take());
    assert!(!overlap.load(Ordering::SeqCst));
    assert_eq!(one, other);
    for id in ["a", "b", "c", "d"] {
        let ends: Vec<&str> = one
            .iter()
            .filter(|line| line.ends_with(id) && (line.starts_with('s')))
            .map(|line| &line[..7])
            .collect();
        assert_eq!(ends, ["started", "stopped"].repeat(100));
    }
}
