//! What is left behind stays what it was: a context of an earlier start, a hook that nobody waits for any more, a plugin that
//! is kept out.

#![cfg(feature = "tokio")]

#[path = "support/life.rs"]
mod life;
mod support;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, SystemTime};

use life::Phase::{self, Init, Start, Stop, Unload};
use life::{Done, Present, Tells, actor, cast, here, state, troupe};
use pluginkit::prelude::*;
use support::Log;

/// A plugin that keeps the first context that it is given in this phase.
fn keeper(phase: Phase, log: &Log) -> (life::Actor, Arc<Mutex<Option<PluginContext>>>) {
    let keeps = Arc::new(Mutex::new(None));
    let kept = Arc::clone(&keeps);
    let a = actor("a", log).on(phase, move |cx| {
        kept.lock().unwrap().get_or_insert(cx);
        async { Ok(()) }
    });
    (a, keeps)
}

#[tokio::test]
async fn the_context_of_an_earlier_start_owns_nothing_in_a_later_one() {
    let log = Log::default();
    let (a, kept) = keeper(Start, &log);
    let plugins = troupe([a, actor("b", &log)]);
    plugins.start().await.unwrap();
    let cx = kept.lock().unwrap().clone().unwrap();
    cx.own(log.guard("in time"));
    log.take();
    plugins.stop_plugin("a").await.unwrap();
    assert_eq!(log.take(), ["a.stop", "in time"]);
    plugins.start_plugin("a").await.unwrap();
    log.take();
    cx.own(log.guard("too late"));
    assert_eq!(log.take(), ["too late"]);
    let heard = log.clone();
    let _ = cx.subscribe(move |event| heard.note(event.to_string()));
    plugins.disable("b").unwrap();
    assert_eq!(log.take(), [""; 0], "nor does it listen");
}

#[tokio::test]
async fn the_context_of_a_start_that_failed_owns_nothing_in_the_next() {
    let log = Log::default();
    let (a, kept) = keeper(Start, &log);
    let plugins = troupe([a.fails_once(Start, "boom")]);
    plugins.start().await.unwrap_err();
    plugins.start().await.unwrap();
    log.take();
    kept.lock().unwrap().take().unwrap().own(log.guard("too late"));
    assert_eq!(log.take(), ["too late"]);
}

/// It is initialised once, however often it is started.
#[tokio::test]
async fn the_context_of_init_owns_until_the_plugin_goes() {
    let log = Log::default();
    let (a, kept) = keeper(Init, &log);
    let plugins = troupe([a]);
    for _ in 0..2 {
        plugins.start().await.unwrap();
        plugins.stop().await.unwrap();
    }
    plugins.start().await.unwrap();
    log.take();
    kept.lock().unwrap().take().unwrap().own(log.guard("init's"));
    plugins.stop().await.unwrap();
    assert_eq!(log.take(), ["a.stop"]);
    plugins.remove("a").await.unwrap();
    assert_eq!(log.take(), ["a.unload", "init's"]);
}

/// Synchronous, and the first time stuck until somebody lets go of it.
#[plugin(id = "laggard", version = "1.0.0", listed)]
struct Laggard {
    first: AtomicBool,
    released: Mutex<mpsc::Receiver<()>>,
    told: Mutex<mpsc::Sender<Vec<String>>>,
    log: Log,
}

#[extension(timeout = "20ms")]
impl Lifecycle for Laggard {
    fn start(&self, cx: &PluginContext) -> Done {
        if self.first.swap(false, Ordering::Relaxed) {
            let _ = self.released.lock().unwrap().recv();
            cx.own(self.log.guard("too late"));
            let _ = self.told.lock().unwrap().send(self.log.take());
        }
        Ok(())
    }
}

/// It was given up, and its plugin has been started again before it is done.
#[tokio::test(start_paused = true)]
async fn a_start_that_nobody_waits_for_owns_nothing_in_the_next() {
    let ((release, released), (told, heard)) = (mpsc::channel(), mpsc::channel());
    let log = Log::default();
    let laggard = Laggard { first: AtomicBool::new(true), released: released.into(), told: told.into(), log };
    let plugins = PluginManager::builder().instance(laggard).build().unwrap();
    assert_eq!(plugins.start().await.told(), ["start laggard: lifecycle.start timed out after 20ms"]);
    tokio::time::resume();
    while plugins.start().await.is_err() {}
    release.send(()).unwrap();
    assert_eq!(heard.recv_timeout(Duration::from_secs(30)).unwrap(), ["too late"]);
    assert_eq!(state(&plugins, "laggard"), "started");
}

/// Is called without having been started.
#[plugin(id = "plain", version = "1.0.0", depends_on("a"), listed)]
struct Plain;

#[extension]
impl Present for Plain {
    fn here(&self) -> String {
        "plain".to_owned()
    }
}

/// Nobody has stopped it, for it was not there.
#[tokio::test]
async fn who_is_kept_out_during_a_stop_comes_back_as_it_was() {
    let log = Log::default();
    for by_name in [false, true] {
        let plugins = cast([actor("a", &log)]).instance(Plain).build().unwrap();
        plugins.remove("a").await.unwrap();
        let heard = log.clone();
        let _subscription = plugins.subscribe(move |event| heard.note(event.to_string()));
        log.take();
        if by_name {
            let _ = plugins.stop_plugin("plain").await;
        } else {
            plugins.stop().await.unwrap();
        }
        assert_eq!(log.take(), [""; 0], "nobody is told of a stop that was none");
        plugins.register(actor("a", &log).ready()).await.unwrap();
        assert_eq!(
            (state(&plugins, "plain"), here(&plugins)),
            ("loaded".to_owned(), vec!["plain".to_owned()])
        );
    }
}

/// Two who need each other are there, although nobody can start them; and somebody whom they need as well fails.
#[tokio::test]
async fn who_is_kept_out_goes_with_the_others_past_a_failure() {
    for id in ["a", "y", "zz"] {
        for phase in [Start, Stop, Unload] {
            let log = Log::default();
            let circle = [("x", "z"), ("z", "x")];
            let [x, z] = circle.map(|(one, other)| actor(one, &log).needs(other).needs(id).mourned());
            let plugins = troupe([x, z, actor(id, &log).fails(phase, "no").mourned()]);
            let started = plugins.start().await;
            assert_eq!(started.is_err(), phase == Start);
            log.take();
            assert_eq!(plugins.shutdown().await.is_err(), phase != Start, "{id} {phase:?}");
            assert_eq!((plugins.ids().len(), plugins.descriptors().len()), (0, 0));
            let gone = log.take();
            let mourned = ["x", "z", id].map(|id| format!("{id} is gone"));
            assert!(mourned.iter().all(|line| gone.contains(line)), "{gone:?}");
        }
    }
}

/// When its state last changed. Whatever changes from here on changes later.
fn last_change(plugins: &PluginManager, id: &str) -> Option<SystemTime> {
    let changed = plugins.descriptor(id).unwrap().last_change();
    let now = SystemTime::now();
    while SystemTime::now() <= now {
        std::hint::spin_loop();
    }
    changed
}

#[tokio::test]
async fn a_state_that_follows_from_somebody_elses_changes_when_that_does() {
    let log = Log::default();
    let plugins = cast([actor("a", &log).fails_once(Start, "boom"), actor("b", &log)]).instance(Plain);
    let plugins = plugins.build().unwrap();
    let mut known = (state(&plugins, "plain"), last_change(&plugins, "plain"));
    let unconcerned = last_change(&plugins, "b");
    let mut changes = |expected: &str| {
        let now = (state(&plugins, "plain"), last_change(&plugins, "plain"));
        assert_eq!(now.0, expected);
        assert!(now.1 > known.1, "{} has become {expected}", known.0);
        known = now;
    };
    plugins.start_plugin("a").await.unwrap_err();
    changes("filtered (dependency_unmet)");
    plugins.start_plugin("a").await.unwrap();
    changes("loaded");
    plugins.remove("a").await.unwrap();
    changes("filtered (dependency_unmet)");
    plugins.register(actor("a", &log).ready()).await.unwrap();
    changes("loaded");
    assert_eq!(last_change(&plugins, "b"), unconcerned, "nothing has happened to it");
}
