//! Stopping: dependents first, past every error, whatever was started, and nobody twice.

#[path = "support/life.rs"]
mod life;
mod support;

use life::Phase::{Init, Start, Stop, Unload};
use life::{Actor, Tells, actor, failure, here, state, states, troupe};
use pluginkit::{Error, StopError};
use support::Log;

/// a ← b ← c, and z.
fn chain(log: &Log) -> [Actor; 4] {
    [actor("a", log), actor("b", log).needs("a"), actor("c", log).needs("b"), actor("z", log)]
}

/// How somebody is who needs somebody who has failed.
const OUT: &str = "filtered (dependency_unmet)";

const IDS: [&str; 4] = ["a", "b", "c", "z"];

/// Elsewhere stopping goes in the order of starting, and stopping a dependency leaves those that need it running.
#[tokio::test]
async fn dependents_stop_first_and_nobody_else_does() {
    let log = Log::default();
    let plugins = troupe(chain(&log));
    plugins.start().await.unwrap();
    log.take();
    plugins.stop_plugin("b").await.unwrap();
    assert_eq!(log.take(), ["c.stop", "b.stop"]);
    assert_eq!(states(&plugins, IDS), ["started", "stopped", "stopped", "started"]);
    plugins.stop_plugin("a").await.unwrap();
    assert_eq!(log.take(), ["a.stop"]);
}

/// Elsewhere only what "start all" has started is stopped.
#[tokio::test]
async fn it_does_not_matter_how_they_were_started() {
    let log = Log::default();
    let plugins = troupe(chain(&log));
    plugins.start_plugin("b").await.unwrap();
    log.take();
    plugins.stop().await.unwrap();
    assert_eq!(log.take(), ["b.stop", "a.stop"]);
    assert_eq!(states(&plugins, IDS), ["stopped"; 4]);
}

/// Elsewhere the hooks that undo run for plugins that were never started, or have failed.
#[tokio::test]
async fn who_was_not_started_is_not_stopped() {
    let log = Log::default();
    let plugins =
        troupe([actor("a", &log).fails(Start, "no"), actor("b", &log).fails(Init, "no"), actor("c", &log)]);
    plugins.start_plugin("a").await.unwrap_err();
    plugins.start_plugin("b").await.unwrap_err();
    log.take();
    plugins.stop().await.unwrap();
    for id in ["a", "b", "c"] {
        plugins.stop_plugin(id).await.unwrap();
    }
    assert_eq!(log.take(), [""; 0]);
    assert_eq!(states(&plugins, ["a", "b", "c"]), ["failed", "failed", "stopped"]);
}

#[tokio::test]
async fn nobody_is_stopped_twice() {
    let log = Log::default();
    let plugins = troupe(chain(&log));
    plugins.start().await.unwrap();
    plugins.stop().await.unwrap();
    log.take();
    plugins.stop().await.unwrap();
    plugins.stop_plugin("a").await.unwrap();
    assert_eq!(log.take(), [""; 0]);
}

/// Elsewhere the first failing stop ends it, and the rest keeps running.
#[tokio::test]
async fn it_goes_on_past_errors_and_returns_all_of_them() {
    let log = Log::default();
    let plugins = troupe([
        actor("a", &log).fails(Stop, "one"),
        actor("b", &log).needs("a"),
        actor("c", &log).needs("b").panics(Stop, "three"),
        actor("d", &log).needs("c").fails(Stop, "four"),
    ]);
    plugins.start().await.unwrap();
    log.take();
    let error = plugins.stop().await.unwrap_err();
    assert!(matches!(error, Error::Several(_)));
    assert_eq!(
        life::told(&error),
        [
            "stop d: lifecycle.stop failed: four",
            "stop c: lifecycle.stop panicked: three",
            "stop a: lifecycle.stop failed: one"
        ]
    );
    assert_eq!(log.take(), ["d.stop", "c.stop", "b.stop", "a.stop"]);
    assert_eq!(states(&plugins, ["a", "b", "c", "d"]), ["failed", OUT, "failed", "failed"]);
}

/// Elsewhere a plugin whose stop fails stays active.
#[tokio::test]
async fn a_failing_stop_leaves_nobody_active() {
    for panics in [false, true] {
        let log = Log::default();
        let a = actor("a", &log);
        let a = if panics { a.panics(Stop, "stay") } else { a.fails(Stop, "stay") };
        let plugins = troupe([a, actor("b", &log).needs("a")]);
        plugins.start().await.unwrap();
        let error = plugins.stop_plugin("a").await.unwrap_err();
        let Error::Stop(StopError::Failed { plugin, source, .. }) = &error else { panic!("{error}") };
        assert_eq!((plugin.as_str(), source.plugin(), source.hook()), ("a", "a", "lifecycle.stop"));
        assert!(error.to_string().contains("`a`") && error.to_string().contains("stay"), "{error}");
        assert_eq!(states(&plugins, ["a", "b"]), ["failed", OUT]);
        assert!(failure(&plugins, "a").unwrap().contains("stay"));
        assert_eq!(here(&plugins), [""; 0]);
        log.take();
        plugins.stop().await.unwrap();
        assert_eq!(log.take(), [""; 0], "it is not tried again");
        plugins.start().await.unwrap();
        assert_eq!(log.take(), ["a.start", "b.start"], "but it can be started again");
        assert_eq!((state(&plugins, "a"), failure(&plugins, "a")), ("started".to_owned(), None));
    }
}

/// Elsewhere what a stop had to say is only ever in the log.
#[tokio::test]
async fn a_dependent_that_fails_does_not_keep_its_dependency() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log), actor("b", &log).needs("a").fails(Stop, "stay")]);
    plugins.start().await.unwrap();
    log.take();
    assert_eq!(plugins.stop_plugin("a").await.told(), ["stop b: lifecycle.stop failed: stay"]);
    assert_eq!(log.take(), ["b.stop", "a.stop"]);
    assert_eq!(states(&plugins, ["a", "b"]), ["stopped", "failed"]);
}

mod shutdown {
    use super::*;

    /// Elsewhere dependencies are unloaded before those that need them.
    #[tokio::test]
    async fn stops_unloads_and_takes_out_everybody() {
        let log = Log::default();
        let plugins = troupe([actor("a", &log), actor("b", &log).needs("a").calls_the_roll(Unload)]);
        plugins.start().await.unwrap();
        log.take();
        plugins.shutdown().await.unwrap();
        assert_eq!(log.take(), ["b.stop", "b.unload", "here: a", "a.stop", "a.unload"]);
        assert_eq!((plugins.ids().len(), plugins.descriptors().len()), (0, 0));
        plugins.shutdown().await.unwrap();
        plugins.start().await.unwrap();
        assert_eq!(log.take(), [""; 0]);
    }

    #[tokio::test]
    async fn goes_past_errors_and_returns_all_of_them() {
        let log = Log::default();
        let plugins = troupe([
            actor("a", &log).fails(Stop, "one").panics(Unload, "two"),
            actor("b", &log).needs("a").fails(Unload, "three"),
            actor("c", &log).needs("a"),
        ]);
        plugins.start().await.unwrap();
        log.take();
        let mut told = plugins.shutdown().await.told();
        told.sort();
        assert_eq!(
            told,
            [
                "stop a: lifecycle.stop failed: one",
                "stop a: lifecycle.unload panicked: two",
                "stop b: lifecycle.unload failed: three"
            ]
        );
        assert_eq!(log.take(), ["c.stop", "c.unload", "b.stop", "b.unload", "a.stop", "a.unload"]);
        assert_eq!((plugins.ids().len(), plugins.descriptors().len()), (0, 0), "they are gone all the same");
    }

    /// Elsewhere stopping one, stopping all and removing it unloads it three times.
    #[tokio::test]
    async fn nobody_is_unloaded_twice() {
        let log = Log::default();
        let plugins = troupe([actor("a", &log), actor("b", &log)]);
        plugins.start().await.unwrap();
        log.take();
        plugins.stop_plugin("a").await.unwrap();
        plugins.stop().await.unwrap();
        plugins.remove("a").await.unwrap();
        plugins.shutdown().await.unwrap();
        assert_eq!(log.take(), ["a.stop", "b.stop", "a.unload", "b.unload"]);
    }
}
