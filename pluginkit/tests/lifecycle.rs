//! What a plugin lives through: which hook runs when, in which order, and when it is called meanwhile.

#[path = "support/life.rs"]
mod life;
mod support;

use life::Phase::{Init, Start, Stop, Unload};
use life::{Done, Present, Tells, actor, failure, here, state, states, troupe};
use pluginkit::prelude::*;
use support::{Log, drive};

#[tokio::test]
async fn each_hook_has_its_time() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log)]);
    assert_eq!(log.take(), [""; 0], "building runs nothing");
    plugins.start().await.unwrap();
    assert_eq!(log.take(), ["a.init", "a.start"]);
    plugins.stop().await.unwrap();
    assert_eq!(log.take(), ["a.stop"]);
    plugins.start().await.unwrap();
    assert_eq!(log.take(), ["a.start"], "it is initialised once");
    plugins.shutdown().await.unwrap();
    assert_eq!(log.take(), ["a.stop", "a.unload"]);
}

#[tokio::test]
async fn dependencies_start_before_and_stop_after_whoever_needs_them() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log).needs("b"), actor("b", &log).needs("c"), actor("c", &log)]);
    plugins.start().await.unwrap();
    assert_eq!(log.take(), ["c.init", "c.start", "b.init", "b.start", "a.init", "a.start"]);
    plugins.shutdown().await.unwrap();
    assert_eq!(log.take(), ["a.stop", "a.unload", "b.stop", "b.unload", "c.stop", "c.unload"]);
}

/// Elsewhere starting what is active already runs its hook again.
#[tokio::test]
async fn starting_what_is_started_runs_nothing() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log), actor("b", &log).needs("a")]);
    plugins.start().await.unwrap();
    log.take();
    plugins.start().await.unwrap();
    plugins.start_plugin("a").await.unwrap();
    plugins.start_plugin("b").await.unwrap();
    assert_eq!(log.take(), [""; 0]);
}

#[tokio::test]
async fn nothing_is_undone_that_was_not_done() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log), actor("b", &log).fails(Init, "no")]);
    plugins.start_plugin("b").await.unwrap_err();
    plugins.shutdown().await.unwrap();
    assert_eq!(log.take(), ["b.init"], "neither was started, neither has been initialised");
}

#[tokio::test]
async fn what_has_failed_in_start_is_unloaded_because_it_was_initialised() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log).fails(Start, "no")]);
    plugins.start().await.unwrap_err();
    plugins.shutdown().await.unwrap();
    assert_eq!(log.take(), ["a.init", "a.start", "a.unload"], "and not stopped");
}

#[tokio::test]
async fn a_failed_init_is_tried_again_and_a_done_one_is_not() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log).fails_once(Init, "no").fails_once(Start, "not yet")]);
    assert_eq!(plugins.start().await.told(), ["start a: lifecycle.init failed: no"]);
    assert_eq!(log.take(), ["a.init"]);
    assert_eq!(plugins.start().await.told(), ["start a: lifecycle.start failed: not yet"]);
    assert_eq!(log.take(), ["a.init", "a.start"]);
    plugins.start().await.unwrap();
    assert_eq!(log.take(), ["a.start"]);
}

/// Elsewhere a plugin that has recovered goes on saying why it failed.
#[tokio::test]
async fn the_failure_is_forgotten_when_it_has_started() {
    let plugins = troupe([actor("a", &Log::default()).fails_once(Start, "the sea is rough")]);
    plugins.start().await.unwrap_err();
    assert_eq!(state(&plugins, "a"), "failed");
    assert!(failure(&plugins, "a").unwrap().contains("the sea is rough"));
    plugins.start_plugin("a").await.unwrap();
    assert_eq!(state(&plugins, "a"), "started");
    assert_eq!(failure(&plugins, "a"), None);
    assert!(plugins.discovery().errors().is_empty());
}

#[tokio::test]
async fn its_state_says_what_it_is_doing() {
    let log = Log::default();
    let a = [Init, Start, Stop, Unload].into_iter().fold(actor("a", &log), |actor, phase| {
        let log = log.clone();
        actor.on(phase, move |cx| {
            log.note(state(&cx.plugins().unwrap(), "a"));
            async { Ok(()) }
        })
    });
    let plugins = troupe([a]);
    assert_eq!(state(&plugins, "a"), "loaded");
    plugins.start().await.unwrap();
    assert_eq!(log.take(), ["a.init", "starting", "a.start", "starting"]);
    assert_eq!(state(&plugins, "a"), "started");
    plugins.stop().await.unwrap();
    assert_eq!(log.take(), ["a.stop", "stopping"]);
    assert_eq!(state(&plugins, "a"), "stopped");
    plugins.shutdown().await.unwrap();
    assert_eq!(log.take()[0], "a.unload");
    assert_eq!(state(&plugins, "a"), "unknown");
}

#[tokio::test]
async fn it_is_called_only_while_it_is_started() {
    let log = Log::default();
    let a = [Init, Start, Stop, Unload].into_iter().fold(actor("a", &log), life::Actor::calls_the_roll);
    let plugins = troupe([a]);
    assert_eq!(here(&plugins), [""; 0]);
    plugins.start().await.unwrap();
    assert_eq!(log.take(), ["a.init", "here: ", "a.start", "here: "]);
    assert_eq!(here(&plugins), ["a"]);
    plugins.stop().await.unwrap();
    assert_eq!(log.take(), ["a.stop", "here: "]);
    assert_eq!(here(&plugins), [""; 0]);
    plugins.remove("a").await.unwrap();
    assert_eq!(log.take(), ["a.unload", "here: "]);
}

#[tokio::test]
async fn whoever_it_needs_is_called_while_it_starts_and_stops() {
    let log = Log::default();
    let plugins =
        troupe([actor("a", &log), actor("b", &log).needs("a").calls_the_roll(Start).calls_the_roll(Stop)]);
    plugins.start().await.unwrap();
    plugins.stop().await.unwrap();
    let log = log.take();
    assert_eq!(log[4], "here: a");
    assert_eq!(log[5..], ["b.stop", "here: a", "a.stop"]);
}

#[tokio::test]
async fn who_has_failed_is_not_called() {
    let log = Log::default();
    let failing = [actor("a", &log).fails(Init, "no"), actor("b", &log).fails(Start, "no")];
    let plugins = troupe(failing);
    for id in ["a", "b"] {
        plugins.start_plugin(id).await.unwrap_err();
        assert_eq!((state(&plugins, id), here(&plugins)), ("failed".to_owned(), vec![]));
    }
}

/// Elsewhere a plugin that was switched off and on again is active, and none of its hooks is called.
#[tokio::test]
async fn who_is_started_again_is_called_again_by_callers_of_old() {
    let plugins = troupe([actor("a", &Log::default())]);
    let held = plugins.caller::<dyn Present>();
    for _ in 0..3 {
        plugins.start().await.unwrap();
        assert_eq!(held.here().unwrap(), ["a"]);
        plugins.stop().await.unwrap();
        assert_eq!(held.here().unwrap(), [""; 0]);
    }
}

#[tokio::test]
async fn switching_is_beside_starting() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log), actor("b", &log).needs("a")]);
    plugins.disable("a").unwrap();
    assert_eq!(state(&plugins, "a"), "disabled");
    plugins.start().await.unwrap();
    assert_eq!(log.take(), ["a.init", "a.start", "b.init", "b.start"], "it lives on");
    assert_eq!(states(&plugins, ["a", "b"]), ["disabled", "started"]);
    assert_eq!(here(&plugins), ["b"]);
    plugins.enable("a").unwrap();
    assert_eq!((state(&plugins, "a"), here(&plugins)), ("started".to_owned(), vec!["a".into(), "b".into()]));
    plugins.stop().await.unwrap();
    plugins.disable("a").unwrap();
    plugins.enable("a").unwrap();
    assert_eq!((state(&plugins, "a"), here(&plugins)), ("stopped".to_owned(), vec![]));
    plugins.disable("b").unwrap();
    plugins.start().await.unwrap();
    log.take();
    plugins.stop().await.unwrap();
    assert_eq!(log.take(), ["b.stop", "a.stop"], "who was started is stopped, switched off or not");
}

#[tokio::test]
async fn who_has_failed_shows_that_rather_than_that_it_is_off() {
    let plugins = troupe([actor("a", &Log::default()).fails_once(Start, "no")]);
    plugins.disable("a").unwrap();
    plugins.start().await.unwrap_err();
    assert_eq!(state(&plugins, "a"), "failed");
    plugins.start().await.unwrap();
    assert_eq!(state(&plugins, "a"), "disabled");
}

/// Plugins with some of the hooks, all of them synchronous.
macro_rules! partial {
    ($name:ident, $id:tt, $($hook:ident)*) => {
        #[plugin(id = $id, version = "1.0.0", listed)]
        struct $name(Log);

        #[extension]
        impl Lifecycle for $name {
            $(
                fn $hook(&self, cx: &PluginContext) -> Done {
                    self.0.note(format!("{}.{}", cx.id(), stringify!($hook)));
                    Ok(())
                }
            )*
        }

        #[extension]
        impl Present for $name {
            fn here(&self) -> String {
                $id.to_owned()
            }
        }
    };
}

partial!(Inits, "inits", init);
partial!(Starts, "starts", start);
partial!(Stops, "stops", stop);
partial!(Unloads, "unloads", unload);

/// Has none of them.
#[plugin(id = "nothing", version = "1.0.0", listed)]
#[derive(Default)]
struct Nothing;

#[extension]
impl Present for Nothing {
    fn here(&self) -> String {
        "nothing".to_owned()
    }
}

fn partial(log: &Log) -> PluginManager {
    PluginManager::builder()
        .instance(Inits(log.clone()))
        .instance(Starts(log.clone()))
        .instance(Stops(log.clone()))
        .instance(Unloads(log.clone()))
        .plugin::<Nothing>()
        .build()
        .unwrap()
}

/// Elsewhere the hooks of a life are either synchronous or never awaited.
#[test]
fn hooks_are_optional_and_may_be_synchronous() {
    let log = Log::default();
    let plugins = partial(&log);
    drive(plugins.start()).unwrap();
    assert_eq!(log.take(), ["inits.init", "starts.start"]);
    assert_eq!(states(&plugins, ["inits", "starts", "stops", "unloads", "nothing"]), ["started"; 5]);
    drive(plugins.stop()).unwrap();
    assert_eq!(log.take(), ["stops.stop"]);
    drive(plugins.shutdown()).unwrap();
    assert_eq!(log.take(), ["unloads.unload"], "it has nothing to initialise, and so it is");
}

#[tokio::test]
async fn who_has_nothing_to_start_is_called_from_the_beginning() {
    let plugins = partial(&Log::default());
    assert_eq!(here(&plugins), ["nothing", "stops", "unloads"]);
    plugins.start().await.unwrap();
    assert_eq!(here(&plugins), ["inits", "nothing", "starts", "stops", "unloads"]);
    plugins.stop().await.unwrap();
    assert_eq!(here(&plugins), [""; 0]);
}

#[tokio::test]
async fn who_is_stopped_before_it_was_started_just_falls_silent() {
    let log = Log::default();
    let plugins = partial(&log);
    plugins.stop_plugin("stops").await.unwrap();
    plugins.stop_plugin("nothing").await.unwrap();
    assert_eq!(log.take(), [""; 0], "no hook runs");
    assert_eq!(states(&plugins, ["stops", "nothing", "unloads"]), ["stopped", "stopped", "loaded"]);
    assert_eq!(here(&plugins), ["unloads"]);
    plugins.start().await.unwrap();
    assert!(here(&plugins).contains(&"stops".to_owned()));
}

/// Elsewhere `async fn` hooks are called, and nobody awaits what they return.
#[tokio::test]
async fn an_asynchronous_start_is_over_when_it_says_so() {
    let log = Log::default();
    let done = log.clone();
    let a = actor("a", &log).on(Start, move |_| {
        let done = done.clone();
        async move {
            for _ in 0..10 {
                tokio::task::yield_now().await;
            }
            done.note("done");
            Ok(())
        }
    });
    let plugins = troupe([a, actor("b", &log).needs("a")]);
    plugins.start().await.unwrap();
    assert_eq!(log.take(), ["a.init", "a.start", "done", "b.init", "b.start"]);
}

#[tokio::test]
async fn the_context_knows_who_and_where_one_is() {
    let log = Log::default();
    let noted = log.clone();
    let a = actor("a", &log).on(Start, move |cx| {
        let plugins = cx.plugins().unwrap();
        noted.note(format!("{} among {}", cx.id(), plugins.ids().len()));
        noted.note(format!("{:?}", plugins.plugin::<Nothing>().is_some()));
        async { Ok(()) }
    });
    let plugins = life::cast([a]).plugin::<Nothing>().build().unwrap();
    plugins.start().await.unwrap();
    assert_eq!(log.take()[2..], ["a among 2", "true"]);
}
