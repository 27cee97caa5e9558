//! Coming in later: who waited is asked about and made once, and who is given up on the way in was never there.

#[path = "support/life.rs"]
mod life;
mod support;

use std::sync::{Arc, OnceLock};
use std::task::Poll;

use life::Phase::Start;
use life::{Gate, Present, actor, cast, state, states, troupe};
use pluginkit::{Error, StateError, WeakPluginManager, prelude::*};
use support::{Log, poll_once};

/// Is called without having been started.
#[plugin(id = "plain", version = "1.0.0", depends_on("a"), listed)]
struct Plain;

#[extension]
impl Present for Plain {
    fn here(&self) -> String {
        "plain".to_owned()
    }
}

/// Nobody is called, not even announced, before the host has been asked.
#[tokio::test]
async fn it_is_announced_when_the_host_has_been_asked() {
    for refused in [false, true] {
        let log = Log::default();
        let asked = log.clone();
        let plugins = PluginManager::builder().instance(Plain).pre_activate(move |plugin| {
            asked.note(format!("{}?", plugin.id()));
            if refused && plugin.id() == "plain" { Err("too plain".to_owned()) } else { Ok(()) }
        });
        let plugins = plugins.build().unwrap();
        let events = log.clone();
        let _subscription = plugins.subscribe(move |event| events.note(event.to_string()));
        plugins.register(actor("a", &log).ready()).await.unwrap();
        let told = ["a?", "plugin.registered: a", "plain?", "plugin.activated: plain"];
        assert_eq!(log.take(), told[..4 - usize::from(refused)]);
    }
}

#[tokio::test]
async fn who_needs_no_start_is_called_as_soon_as_it_is_there() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log)]);
    let held = plugins.caller::<dyn Present>();
    assert_eq!(held.here().unwrap(), [""; 0]);
    let events = log.clone();
    let _subscription = plugins.subscribe(move |event| events.note(event.to_string()));
    plugins.register(Plain).await.unwrap();
    assert_eq!(held.here().unwrap(), ["plain"]);
    assert_eq!(log.take(), ["plugin.registered: plain", "plugin.activated: plain"]);
}

#[plugin(id = "bare", version = "1.0.0", listed)]
struct Bare;

/// `a` is called before `b` by its name, and after it as soon as there is something that it depends on.
#[tokio::test]
async fn who_is_not_called_itself_may_change_the_order_of_the_others() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log).likes("bare"), actor("b", &log)]);
    plugins.start().await.unwrap();
    let held = plugins.caller::<dyn Present>();
    assert_eq!(held.here().unwrap(), ["a", "b"]);
    plugins.register(Bare).await.unwrap();
    assert_eq!(held.here().unwrap(), ["b", "a"]);
    plugins.remove("bare").await.unwrap();
    assert_eq!(held.here().unwrap(), ["a", "b"]);
}

#[tokio::test]
async fn who_does_not_fit_is_let_go_of() {
    let log = Log::default();
    let plugins = troupe([]);
    plugins.register(actor("b", &log).needs("nobody").mourned().ready()).await.unwrap_err();
    assert_eq!(log.take(), ["b is gone"]);
}

/// What the host does when it is asked may bring in others, and with them whoever waits.
#[tokio::test]
async fn each_is_asked_about_once_whoever_comes_in_meanwhile() {
    let log = Log::default();
    let known = Arc::new(OnceLock::<WeakPluginManager>::new());
    let (asked, manager) = (log.clone(), Arc::clone(&known));
    let plugins = cast([actor("v", &log).needs("a"), actor("w", &log).needs("a")])
        .pre_activate(move |plugin| {
            asked.note(format!("{}?", plugin.id()));
            if plugin.id() == "v" {
                let plugins = manager.get().and_then(WeakPluginManager::upgrade).unwrap();
                let extra = actor("extra", &asked).ready();
                assert!(poll_once(&mut Box::pin(plugins.register(extra))).is_ready());
                // There is nothing to start yet, and the host is what it would wait for.
                let refused = poll_once(&mut Box::pin(plugins.start_plugin("v")));
                let reentrant = |error: &_| matches!(error, Error::State(StateError::Reentrant { .. }));
                assert!(matches!(&refused, Poll::Ready(Err(error)) if reentrant(error)), "{refused:?}");
            }
            Ok(())
        })
        .build()
        .unwrap();
    known.set(plugins.downgrade()).unwrap();
    plugins.register(actor("a", &log).ready()).await.unwrap();
    assert_eq!(log.take(), ["a?", "v?", "extra?", "w?"]);
    assert_eq!(states(&plugins, ["a", "extra", "v", "w"]), ["loaded"; 4]);
}

/// `b` waits for `a`, which somebody else starts, and nobody waits for `b` any more.
#[tokio::test]
async fn given_up_before_its_turn_it_was_never_there() {
    for stopped in [false, true] {
        let (log, gate) = (Log::default(), Gate::default());
        let plugins = troupe([]);
        plugins.start().await.unwrap();
        let mut first = Box::pin(plugins.register(actor("a", &log).waits(Start, &gate).ready()));
        assert!(poll_once(&mut first).is_pending());
        let mut second = Box::pin(plugins.register(actor("b", &log).needs("a").mourned().ready()));
        assert!(poll_once(&mut second).is_pending());
        if stopped {
            plugins.stop_plugin("b").await.unwrap();
        }
        assert_eq!(state(&plugins, "b"), if stopped { "stopped" } else { "loaded" });
        log.take();
        drop(second);
        assert_eq!(log.take(), ["b is gone"]);
        assert_eq!(state(&plugins, "b"), "unknown");
        gate.open();
        first.await.unwrap();
        assert_eq!(log.take(), [""; 0]);
    }
}

#[tokio::test]
async fn given_up_while_somebody_else_starts_it_it_stays() {
    let (log, gates) = (Log::default(), [Gate::default(), Gate::default()]);
    let plugins = troupe([actor("a", &log).waits(Start, &gates[0])]);
    let mut start = Box::pin(plugins.start());
    assert!(poll_once(&mut start).is_pending());
    let b = actor("b", &log).needs("a").waits(Start, &gates[1]).mourned();
    let mut register = Box::pin(plugins.register(b.ready()));
    assert!(poll_once(&mut register).is_pending());
    let mut other = Box::pin(plugins.start_plugin("b"));
    assert!(poll_once(&mut other).is_pending());
    gates[0].open();
    start.await.unwrap();
    assert!(poll_once(&mut other).is_pending());
    assert_eq!(state(&plugins, "b"), "starting");
    drop(register);
    assert_eq!(state(&plugins, "b"), "starting");
    gates[1].open();
    other.await.unwrap();
    assert_eq!(states(&plugins, ["a", "b"]), ["started", "started"]);
    assert_eq!(log.take(), ["a.init", "a.start", "b.init", "b.start"]);
}

#[tokio::test]
async fn the_host_is_not_asked_about_who_does_not_fit() {
    let log = Log::default();
    let asked = log.clone();
    let plugins = cast([actor("a", &log)]).pre_activate(move |plugin| {
        asked.note(format!("{}?", plugin.id()));
        Ok(())
    });
    let plugins = plugins.build().unwrap();
    log.take();
    plugins.register(actor("b", &log).needs("nobody").ready()).await.unwrap_err();
    plugins.register(actor("a", &log).ready()).await.unwrap_err();
    assert_eq!(log.take(), [""; 0]);
    plugins.register(actor("c", &log).needs("a").ready()).await.unwrap();
    assert_eq!(log.take(), ["c?"]);
    assert!(plugins.descriptor("c").unwrap().loaded_at().is_some());
}

#[test]
fn who_was_wanted_and_has_come_is_listed_once() {
    let log = Log::default();
    let plugins = PluginManager::builder().enabled(["a"]).build().unwrap();
    assert_eq!(plugins.discovery().states().len(), 1);
    assert_eq!(plugins.discovery().errors().len(), 1, "it is not there");
    plugins.blocking().register(actor("a", &log).ready()).unwrap();
    assert_eq!(plugins.discovery().states().len(), 1);
    plugins.discovery().check().unwrap();
}
