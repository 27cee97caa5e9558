//! What becomes of those who depend on somebody who fails, and what they hear when it is well again.

#[path = "support/life.rs"]
mod life;
mod support;

use life::Phase::{Start, Stop, Unload};
use life::{Gate, Present, Tells, actor, cast, here, state, states, troupe};
use pluginkit::{StartPolicy, prelude::*};
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

#[tokio::test]
async fn when_it_has_started_after_all_nobody_is_kept_out_any_more() {
    let log = Log::default();
    let plugins = troupe([
        actor("a", &log).fails_once(Start, "boom"),
        actor("b", &log).needs("a"),
        actor("c", &log).needs("b"),
    ]);
    plugins.start().await.unwrap_err();
    let unmet = "filtered (dependency_unmet)";
    assert_eq!(states(&plugins, ["a", "b", "c"]), ["failed", unmet, unmet]);
    assert_eq!(plugins.discovery().errors().len(), 3, "one each");
    plugins.start_plugin("a").await.unwrap();
    plugins.discovery().check().unwrap();
    assert_eq!(states(&plugins, ["a", "b", "c"]), ["started", "loaded", "loaded"]);
    plugins.start().await.unwrap();
    assert_eq!(here(&plugins), ["a", "b", "c"]);
}

#[tokio::test]
async fn who_needs_no_start_is_called_while_what_it_needs_is_well() {
    let log = Log::default();
    let plugins = cast([actor("a", &log).fails_once(Start, "boom")]).instance(Plain).build().unwrap();
    let events = log.clone();
    let _subscription = plugins.subscribe(move |event| {
        if event.plugin() == Some("plain") {
            events.note(event.name());
        }
    });
    let held = plugins.caller::<dyn Present>();
    assert_eq!(held.here().unwrap(), ["plain"]);
    plugins.start_plugin("a").await.unwrap_err();
    assert_eq!(held.here().unwrap(), [""; 0]);
    assert_eq!(log.take(), ["a.init", "a.start", "plugin.deactivated"]);
    plugins.start_plugin("a").await.unwrap();
    assert_eq!(held.here().unwrap(), ["a", "plain"]);
    assert_eq!(log.take(), ["plugin.activated", "a.start"]);
}

/// Its own failure says more than that of another one.
#[tokio::test]
async fn who_has_failed_too_is_not_merely_kept_out() {
    let log = Log::default();
    let plugins =
        troupe([actor("a", &log).fails(Stop, "stay"), actor("b", &log).needs("a").fails(Stop, "stay")]);
    plugins.start().await.unwrap();
    let errors = plugins.stop().await.told();
    assert_eq!(errors, ["stop b: lifecycle.stop failed: stay", "stop a: lifecycle.stop failed: stay"]);
    assert_eq!(states(&plugins, ["a", "b"]), ["failed", "failed"]);
    assert_eq!(plugins.discovery().errors().len(), 2, "one each");
}

#[tokio::test]
async fn a_failed_one_that_is_being_removed_is_failed_no_more() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log).fails(Start, "boom").hangs(Unload)]);
    plugins.start().await.unwrap_err();
    let mut remove = Box::pin(plugins.remove("a"));
    assert!(poll_once(&mut remove).is_pending());
    assert_eq!(state(&plugins, "a"), "stopping");
    assert_eq!(plugins.explain("a").unwrap().to_string(), "a: stopping");
}

#[tokio::test]
async fn nor_is_one_that_needs_it() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log).fails(Stop, "stay"), actor("b", &log).needs("a").hangs(Unload)]);
    plugins.start().await.unwrap();
    plugins.stop().await.unwrap_err();
    assert_eq!(states(&plugins, ["a", "b"]), ["failed", "filtered (dependency_unmet)"]);
    assert_eq!(plugins.discovery().errors().len(), 2);
    let mut remove = Box::pin(plugins.remove("b"));
    assert!(poll_once(&mut remove).is_pending());
    assert_eq!(states(&plugins, ["a", "b"]), ["failed", "stopping"]);
    assert_eq!(plugins.discovery().errors().len(), 1, "it is on its way out, and no more is wrong with it");
}

#[tokio::test]
async fn whoever_does_not_unload_as_it_should_is_gone_and_not_failed() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log).fails(Unload, "stay")]);
    plugins.start().await.unwrap();
    plugins.stop().await.unwrap();
    let events = log.clone();
    let _subscription = plugins.subscribe(move |event| events.note(event.name()));
    log.take();
    plugins.remove("a").await.unwrap_err();
    assert_eq!(log.take(), ["a.unload", "hook.failed", "plugin.removed"]);
}

#[tokio::test]
async fn who_only_likes_it_is_not_stopped_with_it() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log), actor("b", &log).likes("a"), actor("c", &log).needs("b")]);
    plugins.start().await.unwrap();
    log.take();
    plugins.stop_plugin("a").await.unwrap();
    assert_eq!(log.take(), ["a.stop"]);
    assert_eq!(states(&plugins, ["a", "b", "c"]), ["stopped", "started", "started"]);
}

#[tokio::test]
async fn who_is_removed_before_its_turn_is_not_missed() {
    let (log, gate) = (Log::default(), Gate::default());
    let plugins = troupe([actor("a", &log).waits(Start, &gate), actor("b", &log), actor("c", &log)]);
    let mut start = Box::pin(plugins.start());
    assert!(poll_once(&mut start).is_pending());
    plugins.remove("b").await.unwrap();
    gate.open();
    start.await.unwrap();
    assert_eq!(log.take(), ["a.init", "a.start", "c.init", "c.start"]);
}

#[tokio::test]
async fn who_is_removed_before_it_is_stopped_is_not_missed() {
    let (log, gate) = (Log::default(), Gate::default());
    let plugins = troupe([actor("a", &log), actor("b", &log), actor("c", &log).waits(Stop, &gate)]);
    plugins.start().await.unwrap();
    log.take();
    let mut stop = Box::pin(plugins.stop());
    assert!(poll_once(&mut stop).is_pending());
    plugins.remove("b").await.unwrap();
    gate.open();
    stop.await.unwrap();
    assert_eq!(log.take(), ["c.stop", "b.stop", "b.unload", "a.stop"]);
}

/// Those who were never started are put to rest in the same order as the others.
#[tokio::test]
async fn who_needs_it_is_stopped_before_it() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log), actor("b", &log).needs("a"), actor("c", &log).needs("b")]);
    let events = log.clone();
    let _subscription = plugins.subscribe(move |event| events.note(event.to_string()));
    plugins.stop_plugin("a").await.unwrap();
    assert_eq!(log.take(), ["c", "b", "a"].map(|id| format!("plugin.stopped: {id}")));
}

#[tokio::test]
async fn who_comes_after_a_start_that_was_taken_back_is_not_started() {
    let log = Log::default();
    let plugins = cast([actor("a", &log).fails(Start, "boom")]).start_policy(StartPolicy::RollBack);
    let plugins = plugins.build().unwrap();
    plugins.start().await.unwrap_err();
    plugins.register(actor("b", &log).ready()).await.unwrap();
    assert_eq!(state(&plugins, "b"), "loaded");
}

#[test]
fn who_is_switched_off_twice_has_changed_once() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log).needs("nobody")]);
    let last_change = || plugins.descriptor("a").unwrap().last_change();
    assert_eq!(last_change(), None, "it has never come in");
    plugins.disable("a").unwrap();
    let changed = last_change();
    assert!(changed.is_some());
    plugins.disable("a").unwrap();
    assert_eq!(last_change(), changed);
}

/// While `b` waits for `c`, `a` is stopped, which it needs or likes.
#[tokio::test]
async fn who_has_lost_what_it_needs_while_it_waited_says_so() {
    for needed in [true, false] {
        let (log, gates) = (Log::default(), [Gate::default(), Gate::default()]);
        let b = actor("b", &log).needs("c");
        let plugins = troupe([
            actor("a", &log).waits(Stop, &gates[0]),
            if needed { b.needs("a") } else { b.likes("a") },
            actor("c", &log).waits(Start, &gates[1]),
        ]);
        let mut start = Box::pin(plugins.start_plugin("b"));
        assert!(poll_once(&mut start).is_pending());
        let mut stop = Box::pin(plugins.stop_plugin("a"));
        assert!(poll_once(&mut stop).is_pending());
        gates[1].open();
        assert!(poll_once(&mut start).is_pending(), "it waits to see what becomes of it");
        let rests = if needed { "stopped" } else { "loaded" };
        assert_eq!(states(&plugins, ["a", "b", "c"]), ["stopping", rests, "started"]);
        gates[0].open();
        stop.await.unwrap();
        let outcome = start.await;
        if needed {
            let error = outcome.unwrap_err().to_string();
            assert!(error.contains("`a`") && error.contains("stopped"), "{error}");
        } else {
            outcome.unwrap();
        }
        assert_eq!(state(&plugins, "b"), if needed { "stopped" } else { "started" });
    }
}
