//! Taking plugins in at run time: wholly, or not at all.

#[path = "support/life.rs"]
mod life;
mod support;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use life::Phase::{Init, Start, Stop};
use life::{Gate, Present, Tells, actor, actor_of, cast, here, state, states, troupe};
use pluginkit::prelude::*;
use pluginkit::{Error, LoadError, PluginDescriptor, StateError};
use support::{Log, drive, poll_once};

#[tokio::test]
async fn before_the_start_it_waits_with_the_others() {
    let log = Log::default();
    let plugins = troupe([actor("b", &log)]);
    plugins.register(actor("a", &log).ready()).await.unwrap();
    assert_eq!((log.take(), state(&plugins, "a")), (vec![], "loaded".to_owned()));
    assert!(plugins.ids().eq(["a", "b"]));
    plugins.start().await.unwrap();
    assert_eq!(log.take(), ["a.init", "a.start", "b.init", "b.start"]);
}

/// Elsewhere whoever comes after the start is never started, and stopped all the same.
#[tokio::test]
async fn after_the_start_it_is_started_and_after_the_stop_it_is_not() {
    let log = Log::default();
    let plugins = troupe([]);
    plugins.start().await.unwrap();
    plugins.register(actor("a", &log).ready()).await.unwrap();
    assert_eq!(log.take(), ["a.init", "a.start"]);
    assert_eq!(here(&plugins), ["a"]);
    plugins.stop().await.unwrap();
    assert_eq!(log.take(), ["a.stop"]);
    plugins.register(actor("b", &log).ready()).await.unwrap();
    plugins.stop().await.unwrap();
    assert_eq!(log.take(), [""; 0], "never started, never stopped");
    assert_eq!(states(&plugins, ["a", "b"]), ["stopped", "stopped"]);
}

#[tokio::test]
async fn starting_one_by_name_is_not_starting() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log)]);
    plugins.start_plugin("a").await.unwrap();
    log.take();
    plugins.register(actor("b", &log).ready()).await.unwrap();
    assert_eq!((log.take(), state(&plugins, "b")), (vec![], "loaded".to_owned()));
}

#[tokio::test]
async fn it_is_started_with_what_it_needs() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log), actor("z", &log)]);
    plugins.start().await.unwrap();
    plugins.stop_plugin("a").await.unwrap();
    log.take();
    plugins.register(actor("b", &log).needs("a").ready()).await.unwrap();
    assert_eq!(log.take(), ["a.start", "b.init", "b.start"]);
}

#[tokio::test]
async fn a_held_caller_sees_it_with_its_next_call_and_in_its_place() {
    let log = Log::default();
    let plugins = troupe([actor("b", &log), actor("d", &log)]);
    let held = plugins.caller::<dyn Present>();
    plugins.start().await.unwrap();
    plugins.register(actor("c", &log).ready()).await.unwrap();
    plugins.register(actor("a", &log).ready()).await.unwrap();
    assert_eq!(held.here().unwrap(), ["a", "b", "c", "d"], "as if it had been there from the beginning");
}

/// Elsewhere a plugin whose loading fails is half there: its hooks, its instance, or its name.
#[tokio::test]
async fn of_one_that_fails_to_start_nothing_stays() {
    for phase in [Init, Start] {
        for panics in [false, true] {
            let log = Log::default();
            let plugins = troupe([actor("z", &log)]);
            plugins.start().await.unwrap();
            log.take();
            let a =
                actor("a", &log).mourned().owns(Init, "init's").owns(Start, "start's").calls_the_roll(phase);
            let a = if panics { a.panics(phase, "boom") } else { a.fails(phase, "boom") };
            let how = if panics { "panicked" } else { "failed" };
            let hook = if phase == Init { "init" } else { "start" };
            assert_eq!(
                plugins.register(a.ready()).await.told(),
                [format!("start a: lifecycle.{hook} {how}: boom")]
            );
            let lines = log.take();
            let expected = match phase {
                Init => &["a.init", "here: z", "init's", "a is gone"][..],
                _ => &["a.init", "a.start", "here: z", "start's", "a.unload", "init's", "a is gone"],
            };
            assert_eq!(lines, expected);
            assert!(plugins.descriptor("a").is_none());
            assert!(plugins.ids().eq(["z"]));
            assert_eq!(here(&plugins), ["z"]);
            plugins.register(actor("a", &log).ready()).await.unwrap();
            assert_eq!(
                (log.take(), here(&plugins)),
                (vec!["a.init".into(), "a.start".into()], vec!["a".to_owned(), "z".to_owned()])
            );
        }
    }
}

/// Elsewhere the second plugin of an id takes the place of the first, which goes on running.
#[tokio::test]
async fn an_id_is_taken_once() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log).mourned()]);
    plugins.start().await.unwrap();
    log.take();
    let outcome = plugins.register(actor_of("a", "2.0.0", &log).ready()).await;
    let Err(Error::Load(LoadError::DuplicateId { id, .. })) = outcome else { panic!("{outcome:?}") };
    assert_eq!(id, "a");
    assert_eq!(log.take(), [""; 0], "nothing happens to the one that is there");
    assert_eq!((plugins.descriptor("a").unwrap().version(), here(&plugins)), ("1.0.0", vec!["a".to_owned()]));
    plugins.stop().await.unwrap();
    assert_eq!(log.take(), ["a.stop"]);
}

#[tokio::test]
async fn an_id_is_taken_while_its_plugin_is_on_the_way_in() {
    let (log, gate) = (Log::default(), Gate::default());
    let plugins = troupe([]);
    plugins.start().await.unwrap();
    let mut first = Box::pin(plugins.register(actor("a", &log).waits(Start, &gate).ready()));
    assert!(poll_once(&mut first).is_pending());
    plugins.register(actor("a", &log).fails(Init, "who gets here?").ready()).await.unwrap_err();
    gate.open();
    first.await.unwrap();
    assert_eq!(log.take(), ["a.init", "a.start"]);
    assert_eq!(here(&plugins), ["a"]);
}

#[test]
fn an_id_is_taken_while_the_host_is_asked() {
    let log = Log::default();
    let (noted, manager) = (log.clone(), Arc::new(OnceLock::<PluginManager>::new()));
    let (inside, asked) = (Arc::clone(&manager), AtomicBool::new(false));
    let ask = move |_: &PluginDescriptor| {
        if !asked.swap(true, Ordering::Relaxed) {
            for _ in 0..3 {
                let outcome = drive(inside.get().unwrap().register(actor("a", &noted).ready()));
                noted.note(format!(
                    "{}",
                    matches!(outcome, Err(Error::State(StateError::Registering { .. })))
                ));
            }
        }
        Ok(())
    };
    let plugins = cast([]).pre_activate(ask).build().unwrap();
    manager.set(plugins.clone()).unwrap();
    drive(plugins.register(actor("a", &log).ready())).unwrap();
    drive(plugins.start()).unwrap();
    assert_eq!(log.take(), ["true", "true", "true", "a.init", "a.start"]);
    assert!(plugins.ids().eq(["a"]));
}

/// Elsewhere a question that raises is caught in one place and not in the other.
#[tokio::test]
async fn a_host_that_panics_when_it_is_asked_has_refused() {
    let asked = AtomicBool::new(false);
    let ask = move |_: &PluginDescriptor| -> Result<(), String> {
        assert!(asked.swap(true, Ordering::Relaxed), "what a question");
        Ok(())
    };
    let log = Log::default();
    let plugins = cast([]).pre_activate(ask).build().unwrap();
    let error = plugins.register(actor("a", &log).mourned().ready()).await.unwrap_err();
    assert!(error.to_string().contains("what a question"), "{error}");
    assert_eq!((log.take(), state(&plugins, "a")), (vec!["a is gone".to_owned()], "unknown".to_owned()));
    plugins.register(actor("a", &log).ready()).await.unwrap();
}

#[tokio::test]
async fn two_of_one_id_at_once_are_one() {
    let log = Log::default();
    let plugins = troupe([]);
    plugins.start().await.unwrap();
    let pause = |_: PluginContext| async {
        tokio::task::yield_now().await;
        Ok(())
    };
    let (one, other) = tokio::join!(
        plugins.register(actor("a", &log).on(Init, pause).ready()),
        plugins.register(actor("a", &log).on(Init, pause).ready())
    );
    assert_eq!(u32::from(one.is_ok()) + u32::from(other.is_ok()), 1);
    assert_eq!(log.take(), ["a.init", "a.start"]);
}

mod waiting {
    use super::*;

    #[tokio::test]
    async fn for_a_dependency_brings_in_those_who_waited_in_order() {
        let log = Log::default();
        let plugins = troupe([
            actor("c", &log).needs("b"),
            actor("b", &log).needs("a"),
            actor("d", &log).needs("nobody"),
        ]);
        plugins.start().await.unwrap();
        assert_eq!((log.take(), plugins.ids().len()), (vec![], 0));
        plugins.register(actor("a", &log).ready()).await.unwrap();
        assert_eq!(log.take(), ["a.init", "a.start", "b.init", "b.start", "c.init", "c.start"]);
        assert!(plugins.ids().eq(["a", "b", "c"]));
        assert_eq!(here(&plugins), ["a", "b", "c"]);
        assert_eq!(state(&plugins, "d"), "filtered (dependency_unmet)");
    }

    #[tokio::test]
    async fn in_a_manager_that_is_not_running_brings_them_in_and_starts_nobody() {
        let log = Log::default();
        let plugins = troupe([actor("b", &log).needs("a")]);
        assert_eq!(state(&plugins, "b"), "filtered (dependency_unmet)");
        plugins.register(actor("a", &log).ready()).await.unwrap();
        assert_eq!((states(&plugins, ["a", "b"]), log.take()), (["loaded".into(), "loaded".into()], vec![]));
        plugins.start_plugin("b").await.unwrap();
        assert_eq!(log.take(), ["a.init", "a.start", "b.init", "b.start"]);
    }

    #[tokio::test]
    async fn who_comes_without_its_dependency_waits_too() {
        let log = Log::default();
        let plugins = troupe([]);
        plugins.start().await.unwrap();
        let _ = plugins.register(actor("b", &log).needs("a").ready()).await;
        assert_eq!((log.take(), here(&plugins)), (vec![], vec![]));
        let _ = plugins.register(actor("a", &log).ready()).await;
        assert_eq!(here(&plugins)[..1], ["a".to_owned()]);
    }

    #[tokio::test]
    async fn for_one_that_fails_goes_on() {
        let log = Log::default();
        let plugins = troupe([actor("b", &log).needs("a")]);
        plugins.start().await.unwrap();
        plugins.register(actor("a", &log).fails(Start, "boom").ready()).await.unwrap_err();
        assert_eq!(states(&plugins, ["a", "b"]), ["unknown", "filtered (dependency_unmet)"]);
        assert!(!log.take().iter().any(|line| line.starts_with("b.")));
        plugins.register(actor("a", &log).ready()).await.unwrap();
        assert_eq!(states(&plugins, ["a", "b"]), ["started", "started"]);
    }
}

#[tokio::test]
async fn a_manager_that_runs_goes_on_running_when_somebody_fails_to_start_again() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log), actor("b", &log)]);
    plugins.start().await.unwrap();
    plugins.remove("b").await.unwrap();
    let broken = Arc::new(AtomicBool::new(false));
    let breaks = Arc::clone(&broken);
    let c = actor("c", &log).on(Start, move |_| {
        let broken = breaks.load(Ordering::Relaxed);
        async move { if broken { Err("boom".into()) } else { Ok(()) } }
    });
    plugins.register(c.ready()).await.unwrap();
    plugins.stop_plugin("c").await.unwrap();
    broken.store(true, Ordering::Relaxed);
    plugins.start().await.unwrap_err();
    assert_eq!(here(&plugins), ["a"], "nobody has stopped it");
    plugins.register(actor("d", &log).ready()).await.unwrap();
    assert_eq!(here(&plugins), ["a", "d"]);
}

#[tokio::test]
async fn a_manager_that_is_stopped_stays_so_whatever_becomes_of_a_start_under_way() {
    let (log, gate) = (Log::default(), Gate::default());
    let again = Arc::new(AtomicBool::new(false));
    let (breaks, passes) = (Arc::clone(&again), gate.clone());
    let b = actor("b", &log).on(Start, move |_| {
        let (breaks, passes) = (breaks.swap(true, Ordering::Relaxed), passes.clone());
        async move {
            if breaks {
                passes.pass().await;
                return Err("boom".into());
            }
            Ok(())
        }
    });
    let plugins = troupe([actor("a", &log), b]);
    plugins.start().await.unwrap();
    plugins.stop_plugin("b").await.unwrap();
    let mut again = Box::pin(plugins.start());
    assert!(poll_once(&mut again).is_pending());
    let mut stop = Box::pin(plugins.stop());
    assert!(poll_once(&mut stop).is_pending());
    gate.open();
    let (again, stop) = tokio::join!(again, stop);
    again.unwrap_err();
    stop.unwrap();
    log.take();
    plugins.register(actor("d", &log).ready()).await.unwrap();
    assert_eq!((log.take(), here(&plugins)), (vec![], vec![]));
}

/// Elsewhere a circle, a bad name or a rejected contribution is found when it is too late to go back.
#[tokio::test]
async fn what_does_not_fit_is_an_error_and_changes_nothing() {
    #[plugin(id = "first", version = "1.0.0", listed)]
    #[derive(Default)]
    struct First;

    #[extension(before("contrary"))]
    impl Present for First {
        fn here(&self) -> String {
            "first".to_owned()
        }
    }

    #[plugin(id = "contrary", version = "1.0.0", listed)]
    #[derive(Default)]
    struct Contrary;

    #[extension(before("first"))]
    impl Present for Contrary {
        fn here(&self) -> String {
            unreachable!("it is never there")
        }
    }

    let log = Log::default();
    let plugins = cast([actor("z", &log)]).plugin::<First>().build().unwrap();
    plugins.start().await.unwrap();
    let before = (plugins.descriptors().len(), here(&plugins), log.take());
    let error = plugins.register(Contrary).await.unwrap_err();
    assert!(matches!(error, Error::Resolution(_)), "{error}");
    assert!(error.to_string().contains("contrary") && error.to_string().contains("first"), "{error}");
    assert_eq!((before.0, before.1), (plugins.descriptors().len(), here(&plugins)));
    assert_eq!(state(&plugins, "contrary"), "unknown");
    assert_eq!(log.take(), [""; 0]);
}

#[tokio::test]
async fn while_the_others_stop_it_is_not_started() {
    let (log, gate) = (Log::default(), Gate::default());
    let plugins = troupe([actor("z", &log).waits(Stop, &gate)]);
    plugins.start().await.unwrap();
    let mut stopping = Box::pin(plugins.stop());
    assert!(poll_once(&mut stopping).is_pending());
    log.take();
    plugins.register(actor("a", &log).ready()).await.unwrap();
    gate.open();
    stopping.await.unwrap();
    assert_eq!((log.take(), here(&plugins)), (vec![], vec![]));
}
