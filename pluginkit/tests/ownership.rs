//! What a plugin owns goes when the plugin goes, in reverse, however that comes about.

#[path = "support/life.rs"]
mod life;
mod support;

use std::sync::{Arc, Mutex};

use life::Phase::{Init, Start, Stop, Unload};
use life::{Actor, Done, actor, cast, troupe};
use pluginkit::StateError;
use pluginkit::prelude::*;
use support::{Log, drive, poll_once};

/// Owns two things for its whole life, and two for each time it is started.
fn owner(log: &Log) -> Actor {
    actor("a", log)
        .owns(Init, "init 1")
        .owns(Init, "init 2")
        .owns(Start, "start 1")
        .owns(Start, "start 2")
        .mourned()
}

#[tokio::test]
async fn what_start_owns_goes_after_stop_and_what_init_owns_after_unload() {
    let log = Log::default();
    let plugins = troupe([owner(&log)]);
    for _ in 0..2 {
        plugins.start().await.unwrap();
        log.take();
        plugins.stop().await.unwrap();
        assert_eq!(log.take(), ["a.stop", "start 2", "start 1"], "the last first");
    }
    plugins.shutdown().await.unwrap();
    assert_eq!(log.take(), ["a.unload", "init 2", "init 1", "a is gone"]);
}

#[tokio::test]
async fn of_a_failed_hook_it_goes_at_once() {
    for panics in [false, true] {
        let log = Log::default();
        let break_in = |actor: Actor, phase| {
            if panics { actor.panics(phase, "no") } else { actor.fails(phase, "no") }
        };
        let plugins = troupe([break_in(owner(&log), Init)]);
        plugins.start().await.unwrap_err();
        assert_eq!(log.take(), ["a.init", "init 2", "init 1"]);
        let plugins = troupe([break_in(owner(&log), Start)]);
        log.take();
        plugins.start().await.unwrap_err();
        assert_eq!(
            log.take(),
            ["a.init", "a.start", "start 2", "start 1"],
            "it is initialised, and keeps that"
        );
        plugins.remove("a").await.unwrap();
        assert_eq!(log.take(), ["a.unload", "init 2", "init 1", "a is gone"]);
    }
}

#[tokio::test]
async fn of_a_cancelled_hook_too() {
    for (phase, goes) in [(Init, ["init 2", "init 1"]), (Start, ["start 2", "start 1"])] {
        let log = Log::default();
        let plugins = troupe([owner(&log).hangs(phase)]);
        let mut start = Box::pin(plugins.start());
        assert!(poll_once(&mut start).is_pending());
        log.take();
        drop(start);
        assert_eq!(log.take()[1..], goes, "after the hook itself");
    }
}

#[tokio::test]
async fn a_failed_stop_or_unload_keeps_nothing() {
    let log = Log::default();
    let plugins = troupe([owner(&log).fails(Stop, "stay").panics(Unload, "stay")]);
    plugins.start().await.unwrap();
    log.take();
    plugins.stop().await.unwrap_err();
    assert_eq!(log.take(), ["a.stop", "start 2", "start 1"]);
    plugins.shutdown().await.unwrap_err();
    assert_eq!(log.take(), ["a.unload", "init 2", "init 1", "a is gone"]);
}

#[tokio::test]
async fn it_is_there_while_stop_and_unload_run() {
    let log = Log::default();
    let noted = log.clone();
    let pool: Arc<Mutex<std::sync::Weak<()>>> = Arc::default();
    let (made, used) = (Arc::clone(&pool), Arc::clone(&pool));
    let a = actor("a", &log)
        .on(Start, move |cx| {
            let connection = Arc::new(());
            *made.lock().unwrap() = Arc::downgrade(&connection);
            cx.own(connection);
            async { Ok(()) }
        })
        .on(Stop, move |_| {
            noted.note(format!("{}", used.lock().unwrap().upgrade().is_some()));
            async { Ok(()) }
        });
    let plugins = troupe([a]);
    plugins.start().await.unwrap();
    plugins.stop().await.unwrap();
    assert_eq!(log.take()[2..], ["a.stop", "true"]);
    assert!(pool.lock().unwrap().upgrade().is_none());
}

/// Elsewhere a plugin's subscriptions, routes or extensions stay when it is gone; each system forgets something else.
#[tokio::test]
async fn a_subscription_of_its_context_is_its_own() {
    let log = Log::default();
    let subscribe = |phase, name: &'static str| {
        let log = log.clone();
        move |actor: Actor| {
            actor.on(phase, move |cx| {
                let log = log.clone();
                cx.subscribe(move |event| {
                    if event.plugin() == Some("other") {
                        log.note(format!("{name}: {}", event.name()));
                    }
                })
                .unwrap();
                async { Ok(()) }
            })
        }
    };
    let (in_init, in_start) = (subscribe(Init, "init"), subscribe(Start, "start"));
    let plugins = troupe([in_start(in_init(actor("a", &Log::default()))), actor("other", &Log::default())]);
    plugins.start_plugin("other").await.unwrap();
    assert_eq!(log.take(), [""; 0]);
    let restart = async || {
        plugins.stop_plugin("other").await.unwrap();
        plugins.start_plugin("other").await.unwrap();
        let lines = log.take().into_iter().filter(|line| line.ends_with("plugin.started"));
        lines.collect::<Vec<String>>()
    };
    plugins.start_plugin("a").await.unwrap();
    assert_eq!(restart().await, ["init: plugin.started", "start: plugin.started"]);
    plugins.stop_plugin("a").await.unwrap();
    assert_eq!(restart().await, ["init: plugin.started"]);
    plugins.start_plugin("a").await.unwrap();
    assert_eq!(restart().await.len(), 2, "not three");
    plugins.remove("a").await.unwrap();
    assert_eq!(restart().await, [""; 0]);
}

mod a_manager_that_is_dropped {
    use super::*;

    #[tokio::test]
    async fn without_a_stop_runs_no_hook_and_takes_everything_with_it_in_reverse() {
        let log = Log::default();
        let plugins = troupe([
            owner(&log),
            actor("b", &log).needs("a").owns(Start, "b's start").owns(Init, "b's init").mourned(),
            actor("c", &log).needs("b").mourned(),
        ]);
        plugins.start().await.unwrap();
        log.take();
        let (copy, caller) = (plugins.clone(), plugins.caller::<dyn life::Present>());
        drop(plugins);
        assert_eq!(log.take(), [""; 0], "a clone is the same manager");
        drop(caller);
        drop(copy);
        let lines = log.take();
        let at = |line: &str| {
            lines.iter().position(|other| other == line).unwrap_or_else(|| panic!("{line}: {lines:?}"))
        };
        let order =
            ["c is gone", "b's start", "b's init", "start 2", "start 1", "init 2", "init 1", "a is gone"];
        assert!(order.map(at).is_sorted(), "{lines:?}");
        assert!(at("b's init") < at("b is gone") && at("b is gone") < at("a is gone"), "{lines:?}");
        assert_eq!(lines.len(), 9, "{lines:?}");
    }

    #[tokio::test]
    async fn while_a_hook_runs_is_gone_afterwards() {
        let log = Log::default();
        let gate = life::Gate::default();
        let plugins = troupe([owner(&log).waits(Start, &gate)]);
        let weak = plugins.downgrade();
        let mut start = Box::pin(async move { plugins.start().await });
        assert!(poll_once(&mut start).is_pending());
        assert!(weak.upgrade().is_some(), "it is kept by what is under way");
        gate.open();
        start.await.unwrap();
        assert!(weak.upgrade().is_none());
        assert!(log.take().ends_with(&["a is gone".to_owned()]));
    }

    #[test]
    fn is_not_held_by_its_plugins() {
        let log = Log::default();
        let keeps = Arc::new(Mutex::new(None::<PluginContext>));
        let kept = Arc::clone(&keeps);
        let a = actor("a", &log).mourned().on(Start, move |cx| {
            *kept.lock().unwrap() = Some(cx);
            async { Ok(()) }
        });
        let plugins = troupe([a]);
        drive(plugins.start()).unwrap();
        let weak = plugins.downgrade();
        log.take();
        drop(plugins);
        assert!(weak.upgrade().is_none());
        assert_eq!(log.take(), ["a is gone"]);
        let cx = keeps.lock().unwrap().take().unwrap();
        assert_eq!(*cx.id(), "a");
        assert!(matches!(cx.plugins(), Err(StateError::ManagerGone)));
        assert!(matches!(cx.caller::<dyn life::Present>(), Err(StateError::ManagerGone)));
        assert!(matches!(cx.subscribe(|_| ()), Err(StateError::ManagerGone)));
        cx.own(log.guard("too late"));
        drop(cx);
        assert_eq!(log.take(), ["too late"], "nobody keeps it");
    }
}

#[tokio::test]
async fn who_owns_something_when_it_is_over_does_not_keep_it() {
    let log = Log::default();
    let keeps = Arc::new(Mutex::new(None::<PluginContext>));
    let kept = Arc::clone(&keeps);
    let a = actor("a", &log).on(Start, move |cx| {
        *kept.lock().unwrap() = Some(cx);
        async { Ok(()) }
    });
    let plugins = troupe([a]);
    plugins.start().await.unwrap();
    let cx = keeps.lock().unwrap().clone().unwrap();
    cx.own(log.guard("while it is started"));
    log.take();
    plugins.stop().await.unwrap();
    assert_eq!(log.take(), ["a.stop", "while it is started"]);
    cx.own(log.guard("when it was stopped"));
    assert_eq!(log.take(), ["when it was stopped"], "too late");
}

#[tokio::test]
async fn the_context_of_one_that_is_gone_gives_nothing_to_who_came_in_its_place() {
    let log = Log::default();
    let keeps = Arc::new(Mutex::new(None::<PluginContext>));
    let kept = Arc::clone(&keeps);
    let a = actor("a", &log).on(Start, move |cx| {
        *kept.lock().unwrap() = Some(cx);
        async { Ok(()) }
    });
    let plugins = troupe([a]);
    plugins.start().await.unwrap();
    plugins.remove("a").await.unwrap();
    plugins.register(actor("a", &log).ready()).await.unwrap();
    log.take();
    let cx = keeps.lock().unwrap().take().unwrap();
    cx.own(log.guard("of the old one"));
    assert_eq!(log.take(), ["of the old one"]);
}

#[tokio::test]
async fn what_stop_and_unload_own_goes_when_they_are_done() {
    let log = Log::default();
    let a = actor("a", &log).owns(Start, "start's").owns(Stop, "stop's").owns(Unload, "unload's");
    let plugins = troupe([a.calls_the_roll(Stop).calls_the_roll(Unload)]);
    plugins.start().await.unwrap();
    log.take();
    plugins.shutdown().await.unwrap();
    assert_eq!(log.take(), ["a.stop", "here: ", "stop's", "start's", "a.unload", "here: ", "unload's"]);
}

/// Uses the manager when it goes.
struct Farewell(PluginContext, Log);

impl Drop for Farewell {
    fn drop(&mut self) {
        let plugins = self.0.plugins().unwrap();
        plugins.disable("b").unwrap();
        self.1.note(format!("{} of {}", life::state(&plugins, "a"), plugins.ids().len()));
    }
}

#[tokio::test]
async fn it_may_use_the_manager_while_it_goes() {
    let log = Log::default();
    let noted = log.clone();
    let a = actor("a", &log).on(Start, move |cx| {
        cx.own(Farewell(cx.clone(), noted.clone()));
        async { Ok(()) }
    });
    let plugins = troupe([a, actor("b", &log)]);
    plugins.start().await.unwrap();
    log.take();
    plugins.stop_plugin("a").await.unwrap();
    assert_eq!(log.take().len(), 2);
    assert_eq!(life::state(&plugins, "b"), "disabled");
}

#[tokio::test]
async fn a_destructor_that_panics_harms_nobody() {
    let log = Log::default();
    let bomb = |cx: PluginContext| {
        cx.own(support::Bomb);
        async { Ok(()) }
    };
    let plugins = troupe([
        actor("a", &log).owns(Start, "before").on(Start, bomb).owns(Start, "after"),
        actor("b", &log),
    ]);
    plugins.start().await.unwrap();
    log.take();
    let _ = plugins.stop_plugin("a").await;
    assert_eq!(log.take(), ["a.stop", "after", "before"]);
    assert_eq!(life::here(&plugins), ["b"]);
    plugins.stop().await.unwrap();
}

/// Owns from a hook that is not asynchronous.
#[plugin(id = "plain", version = "1.0.0", listed)]
struct Plain(Log);

#[extension]
impl Lifecycle for Plain {
    fn start(&self, cx: &PluginContext) -> Done {
        cx.own(self.0.guard("start's"));
        Ok(())
    }
}

#[tokio::test]
async fn without_a_stop_hook_it_goes_all_the_same() {
    let log = Log::default();
    let plugins = cast([]).instance(Plain(log.clone())).build().unwrap();
    plugins.start().await.unwrap();
    assert_eq!(log.take(), [""; 0]);
    plugins.stop().await.unwrap();
    assert_eq!(log.take(), ["start's"]);
}
