//! What becomes of a start in which somebody fails: all of it is taken back, or the unaffected go on.

#[path = "support/life.rs"]
mod life;
mod support;

use life::Phase::{Init, Start, Stop};
use life::{Actor, Gate, Tells, actor, cast, failure, here, state, states, troupe};
use pluginkit::prelude::*;
use pluginkit::{Error, FilterReason, StartError, StartPolicy, StateError};
use support::{Log, poll_once};

/// a ← b ← c ← d, of which c fails; and e, which nobody needs.
fn chain(log: &Log) -> [Actor; 5] {
    [
        actor("a", log),
        actor("b", log).needs("a"),
        actor("c", log).needs("b").fails(Start, "boom"),
        actor("d", log).needs("c"),
        actor("e", log).needs("b"),
    ]
}

/// How somebody is who needs somebody who has failed.
const OUT: &str = "filtered (dependency_unmet)";

const IDS: [&str; 5] = ["a", "b", "c", "d", "e"];

fn going_on<const N: usize>(actors: [Actor; N]) -> PluginManager {
    cast(actors).start_policy(StartPolicy::Continue).build().unwrap()
}

mod roll_back {
    use super::*;

    /// Elsewhere a failed start leaves running what had been started, and a later stop does not see it.
    #[tokio::test]
    async fn stops_in_reverse_what_this_start_had_started() {
        let log = Log::default();
        let [a, b, c, d, _] = chain(&log);
        let plugins = troupe([a, b, c, d]);
        assert_eq!(plugins.start().await.told()[0], "start c: lifecycle.start failed: boom");
        assert_eq!(
            log.take(),
            ["a.init", "a.start", "b.init", "b.start", "c.init", "c.start", "b.stop", "a.stop"]
        );
        assert_eq!(states(&plugins, IDS)[..4], ["stopped", "stopped", "failed", OUT]);
        assert_eq!(here(&plugins), [""; 0]);
        plugins.stop().await.unwrap();
        assert_eq!(log.take(), [""; 0], "nothing is left to stop");
    }

    #[tokio::test]
    async fn leaves_alone_what_was_started_before() {
        let log = Log::default();
        let plugins = troupe(chain(&log));
        plugins.start_plugin("a").await.unwrap();
        log.take();
        plugins.start_plugin("c").await.unwrap_err();
        assert_eq!(log.take(), ["b.init", "b.start", "c.init", "c.start", "b.stop"]);
        assert_eq!(states(&plugins, IDS), ["started", "stopped", "failed", OUT, "loaded"]);
    }

    #[tokio::test]
    async fn leaves_alone_what_somebody_else_needs_by_now() {
        let log = Log::default();
        let gate = Gate::default();
        let actors = [
            actor("a", &log),
            actor("b", &log).needs("a"),
            actor("c", &log).needs("b").waits(Start, &gate).fails(Start, "boom"),
            actor("d", &log).needs("a"),
        ];
        let plugins = troupe(actors);
        let mut failing = Box::pin(plugins.start_plugin("c"));
        assert!(poll_once(&mut failing).is_pending());
        plugins.start_plugin("d").await.unwrap();
        log.take();
        gate.open();
        failing.await.unwrap_err();
        assert_eq!(log.take(), ["b.stop"], "`d` needs `a`");
        assert_eq!(states(&plugins, ["a", "b", "c", "d"]), ["started", "stopped", "failed", "started"]);
    }

    #[tokio::test]
    async fn goes_past_errors_and_returns_them_too() {
        let log = Log::default();
        let actors = [
            actor("a", &log),
            actor("b", &log).needs("a").fails(Stop, "stuck"),
            actor("c", &log).needs("b").fails(Init, "boom"),
        ];
        let plugins = troupe(actors);
        assert_eq!(
            plugins.start().await.told(),
            ["start c: lifecycle.init failed: boom", "stop b: lifecycle.stop failed: stuck"]
        );
        assert_eq!(log.take()[5..], ["b.stop", "a.stop"]);
        assert_eq!(states(&plugins, ["a", "b", "c"]), ["stopped", "failed", "failed"]);
    }

    #[tokio::test]
    async fn begins_nobody_after_the_first_failure() {
        let log = Log::default();
        let plugins = troupe([actor("a", &log).fails(Start, "one"), actor("b", &log).fails(Start, "two")]);
        assert_eq!(plugins.start().await.told(), ["start a: lifecycle.start failed: one"]);
        assert_eq!(log.take(), ["a.init", "a.start"]);
        assert_eq!(states(&plugins, ["a", "b"]), ["failed", "loaded"]);
    }
}

mod going_on {
    use super::*;

    #[tokio::test]
    async fn the_unaffected_are_started_and_the_others_are_accounted_for() {
        let log = Log::default();
        let plugins = going_on(chain(&log));
        let error = plugins.start().await.unwrap_err();
        let told = life::told(&error);
        assert_eq!(told.len(), 2, "{error}");
        assert!(told.contains(&"start c: lifecycle.start failed: boom".to_owned()), "{error}");
        assert!(told.contains(&"start d: needs c".to_owned()), "{error}");
        assert_eq!(states(&plugins, IDS), ["started", "started", "failed", OUT, "started"]);
        assert!(!log.take().iter().any(|line| line.ends_with("stop") || line.starts_with('d')));
        assert_eq!(here(&plugins), ["a", "b", "e"]);
    }

    #[tokio::test]
    async fn every_failure_is_told() {
        let log = Log::default();
        let plugins = going_on([
            actor("a", &log).fails(Start, "one"),
            actor("b", &log).panics(Init, "two"),
            actor("c", &log).needs("b"),
            actor("d", &log).needs("c"),
            actor("e", &log),
        ]);
        let error = plugins.start().await.unwrap_err();
        let mut told = life::told(&error);
        told.sort();
        assert_eq!(
            told,
            [
                "start a: lifecycle.start failed: one",
                "start b: lifecycle.init panicked: two",
                "start c: needs b",
                "start d: needs c",
            ]
        );
        let why = error.iter().find_map(|error| match error {
            Error::Start(StartError::DependencyNotStarted { plugin, why, .. }) if *plugin == "d" => {
                Some(why.clone())
            }
            _ => None,
        });
        assert!(why.unwrap().contains("two"), "the chain is told to its end");
        assert_eq!(states(&plugins, IDS), ["failed", "failed", OUT, OUT, "started"]);
    }

    /// Elsewhere the manager believes that it is not running after a start that has failed, and stops nobody.
    #[tokio::test]
    async fn what_was_started_can_be_stopped() {
        let log = Log::default();
        let plugins = going_on(chain(&log));
        plugins.start().await.unwrap_err();
        log.take();
        plugins.stop().await.unwrap();
        assert_eq!(log.take(), ["e.stop", "b.stop", "a.stop"], "and who has failed is not");
    }

    #[tokio::test]
    async fn the_rest_is_started_by_the_next_attempt() {
        let log = Log::default();
        let actors =
            [actor("a", &log).fails_once(Start, "boom"), actor("b", &log).needs("a"), actor("c", &log)];
        let plugins = going_on(actors);
        plugins.start().await.unwrap_err();
        log.take();
        plugins.start().await.unwrap();
        assert_eq!(log.take(), ["a.start", "b.init", "b.start"]);
        assert_eq!(states(&plugins, ["a", "b", "c"]), ["started"; 3]);
    }
}

/// a, which fails, and b, which would like it to be there.
fn liked(log: &Log, policy: StartPolicy) -> PluginManager {
    let actors = [actor("a", log).fails(Start, "boom"), actor("b", log).likes("a").likes("nobody")];
    cast(actors).start_policy(policy).build().unwrap()
}

#[tokio::test]
async fn a_failing_optional_dependency_stops_nobody() {
    let log = Log::default();
    let plugins = liked(&log, StartPolicy::Continue);
    assert_eq!(plugins.start().await.told(), ["start a: lifecycle.start failed: boom"]);
    assert_eq!(states(&plugins, ["a", "b"]), ["failed", "started"]);
    for policy in [StartPolicy::Continue, StartPolicy::RollBack] {
        let log = Log::default();
        let plugins = liked(&log, policy);
        let _ = plugins.start_plugin("b").await;
        assert_eq!(states(&plugins, ["a", "b"]), ["failed", "started"], "{policy:?}");
        assert_eq!(log.take(), ["a.init", "a.start", "b.init", "b.start"], "it is tried first");
    }
}

#[tokio::test]
async fn starting_one_tries_the_failed_ones_it_needs_again() {
    for policy in [StartPolicy::Continue, StartPolicy::RollBack] {
        let log = Log::default();
        let actors = [actor("a", &log).fails_once(Start, "boom"), actor("b", &log).needs("a")];
        let plugins = cast(actors).start_policy(policy).build().unwrap();
        let told = plugins.start_plugin("b").await.told();
        assert_eq!(told[0], "start a: lifecycle.start failed: boom", "{policy:?}");
        assert_eq!(states(&plugins, ["a", "b"]), ["failed", OUT]);
        plugins.start_plugin("b").await.unwrap();
        assert_eq!(states(&plugins, ["a", "b"]), ["started", "started"]);
        assert_eq!(log.take(), ["a.init", "a.start", "a.start", "b.init", "b.start"]);
    }
}

/// Elsewhere a failure is raised as it is, does not say whose it is, and its plugin looks as if it had never been tried.
#[tokio::test]
async fn a_failure_names_its_plugin_and_keeps_its_source() {
    let plugins = troupe([actor("a", &Log::default()).fails(Start, "boom")]);
    let error = plugins.start().await.unwrap_err();
    let Error::Start(StartError::Failed { plugin, source, .. }) = &error else { panic!("{error}") };
    assert_eq!((plugin.as_str(), source.plugin(), source.hook()), ("a", "a", "lifecycle.start"));
    assert_eq!(std::error::Error::source(source).unwrap().to_string(), "boom");
    assert!(error.to_string().contains("`a`"), "{error}");
    assert_eq!(state(&plugins, "a"), "failed");
    assert!(failure(&plugins, "a").unwrap().contains("boom"));
}

/// Elsewhere one plugin with a missing dependency keeps every other from being started.
#[tokio::test]
async fn who_cannot_be_started_is_nobody_elses_problem() {
    let log = Log::default();
    let plugins = troupe([
        actor("a", &log),
        actor("lonely", &log).needs("nobody"),
        actor("follower", &log).needs("lonely"),
    ]);
    plugins.start_plugin("a").await.unwrap();
    plugins.start().await.unwrap();
    assert_eq!(log.take(), ["a.init", "a.start"]);
    let Err(Error::State(StateError::Filtered { id, reason, why, .. })) =
        plugins.start_plugin("follower").await
    else {
        panic!("it is gated")
    };
    assert_eq!((id.to_string().as_str(), reason), ("follower", FilterReason::DependencyUnmet));
    assert!(why.contains("lonely") && why.contains("nobody"), "{why}");
}

#[tokio::test]
async fn who_is_unknown_cannot_be_started() {
    let plugins = troupe([actor("a", &Log::default())]);
    for outcome in [
        plugins.start_plugin("nobody").await,
        plugins.stop_plugin("nobody").await,
        plugins.remove("nobody").await,
    ] {
        assert!(matches!(outcome, Err(Error::State(StateError::Unknown { ref id, .. })) if *id == *"nobody"));
    }
}

/// Elsewhere whoever is refused by the host can be started all the same, by its name.
#[tokio::test]
async fn who_is_refused_cannot_be_started_by_name() {
    let log = Log::default();
    let plugins = cast([actor("a", &log), actor("b", &log).needs("a")])
        .pre_activate(|plugin| if *plugin.id() == "a" { Err("no licence".to_owned()) } else { Ok(()) })
        .build()
        .unwrap();
    for id in ["a", "b"] {
        let error = plugins.start_plugin(id).await.unwrap_err();
        assert!(error.to_string().contains("no licence"), "{error}");
        assert!(plugins.enable(id).is_err());
    }
    plugins.start().await.unwrap();
    assert_eq!((log.take(), here(&plugins)), (vec![], vec![]));
}
