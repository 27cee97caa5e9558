//! Futures of the manager that are dropped before they are done: only the hook that was running is cut short.

#[path = "support/life.rs"]
mod life;
mod support;

use life::Phase::{Init, Start, Stop, Unload};
use life::{Gate, Tells, actor, failure, here, in_time, state, states, troupe};
use support::{Log, poll_once};

#[tokio::test]
async fn who_was_starting_has_failed_and_the_others_stay_as_they_are() {
    let log = Log::default();
    let plugins =
        troupe([actor("a", &log), actor("b", &log).needs("a").hangs(Start), actor("c", &log).needs("b")]);
    let mut start = Box::pin(plugins.start());
    assert!(poll_once(&mut start).is_pending());
    assert_eq!(states(&plugins, ["a", "b", "c"]), ["started", "starting", "loaded"]);
    drop(start);
    assert_eq!(log.take(), ["a.init", "a.start", "b.init", "b.start", "b.start is dropped"]);
    assert_eq!(states(&plugins, ["a", "b", "c"]), ["started", "failed", "filtered (dependency_unmet)"]);
    assert!(failure(&plugins, "b").unwrap().contains("cancelled"), "{:?}", failure(&plugins, "b"));
    assert_eq!(here(&plugins), ["a"]);
    plugins.stop().await.unwrap();
    assert_eq!(log.take(), ["a.stop"], "what was started can be stopped, what was not is not");
}

#[tokio::test]
async fn it_can_be_started_again() {
    let (log, gate) = (Log::default(), Gate::default());
    let plugins = troupe([actor("a", &log).waits(Init, &gate).waits(Start, &gate)]);
    let mut start = Box::pin(plugins.start());
    assert!(poll_once(&mut start).is_pending());
    drop(start);
    gate.open();
    let mut start = Box::pin(plugins.start());
    assert!(poll_once(&mut start).is_pending());
    assert_eq!(log.take(), ["a.init", "a.init", "a.start"], "its `init` was not done");
    drop(start);
    assert_eq!(state(&plugins, "a"), "failed");
    gate.open();
    plugins.start().await.unwrap();
    assert_eq!(log.take(), ["a.start"], "this time it was");
    assert_eq!((state(&plugins, "a"), failure(&plugins, "a")), ("started".to_owned(), None));
}

#[tokio::test]
async fn a_start_that_nobody_polls_is_none() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log)]);
    drop(plugins.start());
    drop(plugins.start_plugin("a"));
    drop(plugins.remove("a"));
    drop(plugins.register(actor("b", &log).ready()));
    assert_eq!((log.take(), states(&plugins, ["a", "b"])), (vec![], ["loaded".into(), "unknown".into()]));
}

#[tokio::test]
async fn who_was_stopping_has_failed_and_the_others_go_on() {
    let log = Log::default();
    let plugins =
        troupe([actor("a", &log), actor("b", &log).needs("a").hangs(Stop), actor("c", &log).needs("b")]);
    plugins.start().await.unwrap();
    log.take();
    let mut stop = Box::pin(plugins.stop());
    assert!(poll_once(&mut stop).is_pending());
    assert_eq!(states(&plugins, ["a", "b", "c"]), ["started", "stopping", "stopped"]);
    drop(stop);
    assert_eq!(states(&plugins, ["a", "b", "c"]), ["started", "failed", "filtered (dependency_unmet)"]);
    assert!(failure(&plugins, "b").unwrap().contains("cancelled"));
    assert_eq!(here(&plugins), ["a"]);
    log.take();
    plugins.stop().await.unwrap();
    assert_eq!(log.take(), ["a.stop"], "the rest of it can be done later");
}

#[tokio::test(start_paused = true)]
async fn who_waited_for_it_is_told() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log).hangs(Start), actor("b", &log).needs("a")]);
    let mut start = Box::pin(plugins.start());
    assert!(poll_once(&mut start).is_pending());
    let mut waits = Box::pin(plugins.start_plugin("a"));
    let mut depends = Box::pin(plugins.start_plugin("b"));
    assert!(poll_once(&mut waits).is_pending() && poll_once(&mut depends).is_pending());
    drop(start);
    assert_eq!(in_time(waits).await.told(), ["start a: cancelled"]);
    let told = in_time(depends).await.told();
    assert!(told[0] == "start a: cancelled" || told[0] == "start b: needs a", "{told:?}");
    assert_eq!(
        log.take(),
        ["a.init", "a.start", "a.start is dropped"],
        "it is not tried again behind their backs"
    );
    assert_eq!(states(&plugins, ["a", "b"]), ["failed", "filtered (dependency_unmet)"]);
}

#[tokio::test]
async fn who_only_waits_takes_nothing_with_it() {
    let (log, gate) = (Log::default(), Gate::default());
    let plugins =
        troupe([actor("a", &log).waits(Start, &gate).waits(Stop, &gate), actor("b", &log).needs("a")]);
    let mut start = Box::pin(plugins.start());
    assert!(poll_once(&mut start).is_pending());
    let mut waits = Box::pin(plugins.start_plugin("b"));
    assert!(poll_once(&mut waits).is_pending());
    drop(waits);
    assert_eq!(states(&plugins, ["a", "b"]), ["starting", "loaded"]);
    gate.open();
    start.await.unwrap();
    let mut stop = Box::pin(plugins.stop());
    assert!(poll_once(&mut stop).is_pending());
    let mut waits = Box::pin(plugins.stop_plugin("a"));
    assert!(poll_once(&mut waits).is_pending());
    drop(waits);
    gate.open();
    stop.await.unwrap();
    assert_eq!(states(&plugins, ["a", "b"]), ["stopped", "stopped"]);
}

#[tokio::test]
async fn cancelled_while_it_takes_back_a_start_it_leaves_the_rest_running() {
    let log = Log::default();
    let actors = [
        actor("a", &log),
        actor("b", &log).needs("a").hangs(Stop),
        actor("c", &log).needs("b").fails(Start, "boom"),
    ];
    let plugins = troupe(actors);
    let mut start = Box::pin(plugins.start());
    assert!(poll_once(&mut start).is_pending());
    drop(start);
    assert_eq!(states(&plugins, ["a", "b", "c"]), ["started", "failed", "failed"]);
    assert!(failure(&plugins, "c").unwrap().contains("boom"));
    plugins.stop().await.unwrap();
    assert_eq!(state(&plugins, "a"), "stopped");
}

#[tokio::test]
async fn a_cancelled_removal_can_be_finished() {
    for phase in [Stop, Unload] {
        let log = Log::default();
        let plugins = troupe([actor("a", &log).hangs(phase).mourned(), actor("b", &log).needs("a")]);
        plugins.start().await.unwrap();
        let mut remove = Box::pin(plugins.remove("a"));
        assert!(poll_once(&mut remove).is_pending());
        drop(remove);
        assert_eq!(here(&plugins), [""; 0]);
        if state(&plugins, "a") != "unknown" {
            assert_eq!(state(&plugins, "a"), "failed");
            assert!(poll_once(&mut Box::pin(plugins.remove("a"))).is_ready(), "no hook is tried twice");
        }
        assert_eq!(states(&plugins, ["a", "b"]), ["unknown", "filtered (dependency_unmet)"]);
        assert!(log.take().contains(&"a is gone".to_owned()));
        plugins.register(actor("c", &log).ready()).await.unwrap();
        assert_eq!(log.take(), ["c.init", "c.start"], "and nobody else is held up");
    }
}

/// What is on its way in has no other owner: whoever drops the future takes it back.
#[tokio::test]
async fn a_cancelled_registration_is_none() {
    for phase in [Init, Start] {
        let log = Log::default();
        let plugins = troupe([]);
        plugins.start().await.unwrap();
        let a = actor("a", &log).owns(phase, "owned").hangs(phase).mourned();
        let mut register = Box::pin(plugins.register(a.ready()));
        assert!(poll_once(&mut register).is_pending());
        log.take();
        drop(register);
        let lines = log.take();
        assert!(lines.ends_with(&["owned".to_owned(), "a is gone".to_owned()]), "{lines:?}");
        assert_eq!((state(&plugins, "a"), here(&plugins)), ("unknown".to_owned(), vec![]));
        plugins.register(actor("a", &log).ready()).await.unwrap();
        assert_eq!(here(&plugins), ["a"]);
    }
}

#[tokio::test]
async fn an_aborted_task_is_a_dropped_future() {
    let (log, gate) = (Log::default(), Gate::default());
    let plugins = troupe([actor("a", &log).waits(Start, &gate)]);
    let task = tokio::spawn({
        let plugins = plugins.clone();
        async move { plugins.start().await }
    });
    gate.reached().await;
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    assert_eq!(state(&plugins, "a"), "failed");
    gate.open();
    plugins.start().await.unwrap();
}
