//! State that plugins share, and state that they keep for themselves: who sees which, and how long it is there.

#[path = "support/life.rs"]
mod life;
mod support;

use std::sync::{Arc, Barrier, Mutex};
use std::thread;

use life::Phase::{Init, Start, Stop, Unload};
use life::{Actor, Tells, actor, cast, troupe};
use pluginkit::prelude::*;
use pluginkit::{State, StateError, plugin_set};
use support::{Bomb, Guard, Log, drive};

/// Who has been at it.
#[derive(Clone, Debug, Default)]
struct Visitors(Vec<String>);

/// Notes when nobody has it any more.
type Kept = Option<Arc<Guard>>;

fn visits(state: &State<Visitors>, cx: &PluginContext) -> String {
    state.update(|visitors| {
        visitors.0.push(cx.id().to_string());
        visitors.0.join(" ")
    })
}

/// Signs in both lists when it is started, and notes what they say.
fn visitor(id: &str, log: &Log) -> Actor {
    let noted = log.clone();
    actor(id, log).on(Start, move |cx| {
        let shared = visits(&cx.state().unwrap(), &cx);
        let private = visits(&cx.private_state().unwrap(), &cx);
        noted.note(format!("shared: {shared}, private: {private}"));
        async { Ok(()) }
    })
}

/// The lines about states.
fn noted(log: &Log) -> Vec<String> {
    log.take().into_iter().filter(|line| line.contains("shared") || line.contains("kept")).collect()
}

#[tokio::test]
async fn one_is_shared_by_all_and_one_is_everybodys_own() {
    let log = Log::default();
    let plugins = troupe([visitor("a", &log), visitor("b", &log).needs("a")]);
    plugins.start().await.unwrap();
    assert_eq!(noted(&log), ["shared: a, private: a", "shared: a b, private: b"]);
    assert_eq!(plugins.state::<Visitors>().get().0, ["a", "b"], "the host sees it too");
}

#[tokio::test]
async fn both_outlive_a_stop() {
    let log = Log::default();
    let plugins = troupe([visitor("a", &log)]);
    plugins.start().await.unwrap();
    plugins.stop().await.unwrap();
    plugins.start().await.unwrap();
    assert_eq!(noted(&log), ["shared: a, private: a", "shared: a a, private: a a"]);
}

#[tokio::test]
async fn and_a_start_that_fails() {
    let log = Log::default();
    let plugins = troupe([visitor("a", &log).fails_once(Start, "not yet")]);
    plugins.start().await.unwrap_err();
    plugins.start().await.unwrap();
    assert_eq!(noted(&log), ["shared: a, private: a", "shared: a a, private: a a"]);
}

#[tokio::test]
async fn whoever_comes_after_one_that_was_removed_begins_anew() {
    let log = Log::default();
    let plugins = troupe([visitor("a", &log)]);
    plugins.start().await.unwrap();
    plugins.remove("a").await.unwrap();
    plugins.register(visitor("a", &log).ready()).await.unwrap();
    assert_eq!(noted(&log), ["shared: a, private: a", "shared: a a, private: a"]);
}

#[test]
fn managers_share_nothing() {
    let (one, other) = (troupe([]), troupe([]));
    one.state::<u32>().set(1);
    assert_eq!((*one.state::<u32>().get(), *other.state::<u32>().get()), (1, 0));
    assert_eq!(*one.clone().state::<u32>().get(), 1, "a clone is the same manager");
}

#[test]
fn each_type_is_a_state_of_its_own() {
    let plugins = troupe([]);
    plugins.state::<Visitors>().update(|visitors| visitors.0.push("host".to_owned()));
    assert!(plugins.state::<Vec<String>>().get().is_empty());
    assert!(plugins.state::<Option<Visitors>>().get().is_none());
}

#[test]
fn whoever_comes_at_the_same_time_gets_the_same() {
    const THREADS: usize = 8;
    for _ in 0..50 {
        let plugins = troupe([]);
        let barrier = Barrier::new(THREADS);
        thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    barrier.wait();
                    plugins.state::<usize>().update(|count| *count += 1);
                });
            }
        });
        assert_eq!(*plugins.state::<usize>().get(), THREADS);
    }
}

#[tokio::test]
async fn health_and_later_starts_have_it_too() {
    #[plugin(id = "checked", version = "1.0.0", listed)]
    struct Checked;

    #[extension]
    impl Health for Checked {
        fn health(&self, cx: &PluginContext) -> HealthStatus {
            let times = cx.private_state::<u32>().unwrap().update(|times| {
                *times += 1;
                *times
            });
            HealthStatus::Degraded(format!(
                "asked {times} times, {} shared",
                cx.state::<u32>().unwrap().get()
            ))
        }
    }

    let plugins = PluginManager::builder().instance(Checked).build().unwrap();
    plugins.state::<u32>().set(7);
    plugins.health().await;
    let report = plugins.health().await;
    assert_eq!(report.get("checked").unwrap().status.to_string(), "degraded: asked 2 times, 7 shared");
}

/// Fills both states with something that notes its end.
fn keeper(id: &'static str, log: &Log) -> Actor {
    let noted = log.clone();
    actor(id, log).mourned().on(Init, move |cx| {
        cx.state::<Kept>().unwrap().set(Some(Arc::new(noted.guard("what was shared is gone"))));
        cx.private_state::<Kept>().unwrap().set(Some(Arc::new(noted.guard("what it kept is gone"))));
        cx.own(noted.guard("what it owned is gone"));
        async { Ok(()) }
    })
}

#[tokio::test]
async fn a_private_state_goes_with_its_plugin() {
    let log = Log::default();
    let keeper = keeper("a", &log).on(Unload, |cx| {
        assert!(cx.private_state::<Kept>().unwrap().get().is_some(), "it is there until the end");
        async { Ok(()) }
    });
    let plugins = troupe([keeper]);
    plugins.start().await.unwrap();
    log.take();
    plugins.remove("a").await.unwrap();
    assert_eq!(
        log.take(),
        ["a.stop", "a.unload", "what it owned is gone", "a is gone", "what it kept is gone"]
    );
    drop(plugins);
    assert_eq!(log.take(), ["what was shared is gone"]);
}

#[tokio::test]
async fn with_the_manager_go_the_plugins_and_then_what_they_shared() {
    let log = Log::default();
    let plugins = troupe([keeper("a", &log)]);
    plugins.start_plugin("a").await.unwrap();
    log.take();
    drop(plugins);
    assert_eq!(
        log.take(),
        ["what it owned is gone", "a is gone", "what it kept is gone", "what was shared is gone"]
    );
}

#[tokio::test]
async fn destructors_that_panic_harm_nobody() {
    let log = Log::default();
    let a = actor("a", &log).on(Init, |cx| {
        cx.state::<Option<Arc<Bomb>>>().unwrap().set(Some(Arc::new(Bomb)));
        cx.private_state::<Option<Arc<Bomb>>>().unwrap().set(Some(Arc::new(Bomb)));
        async { Ok(()) }
    });
    let plugins = cast([a, keeper("b", &log)]).build().unwrap();
    plugins.start().await.unwrap();
    plugins.remove("a").await.unwrap();
    assert_eq!(plugins.stop().await.told(), [""; 0]);
    drop(plugins);
    assert_eq!(noted(&log).last().unwrap(), "what was shared is gone");
}

#[tokio::test]
async fn a_handle_that_is_kept_outlives_them_and_a_context_does_not() {
    let log = Log::default();
    let kept = Arc::new(Mutex::new(None));
    let keeps = Arc::clone(&kept);
    let a = actor("a", &log).on(Start, move |cx| {
        let states = (cx.state::<u32>().unwrap(), cx.private_state::<u32>().unwrap());
        *keeps.lock().unwrap() = Some((cx, states));
        async { Ok(()) }
    });
    let plugins = troupe([a]);
    plugins.start().await.unwrap();
    let (cx, (shared, private)) = kept.lock().unwrap().take().unwrap();
    plugins.remove("a").await.unwrap();
    let error = cx.private_state::<u32>().unwrap_err();
    assert!(matches!(&error, StateError::PluginGone { plugin } if plugin == "a"));
    assert_eq!(error.to_string(), "plugin `a` is gone, and with it what it shared and kept");
    cx.state::<u32>().unwrap().set(3);
    drop(plugins);
    assert!(matches!(cx.state::<u32>(), Err(StateError::ManagerGone)));
    assert!(matches!(cx.private_state::<u32>(), Err(StateError::ManagerGone)));
    private.update(|value| *value += 1);
    assert_eq!((*shared.get(), *private.get()), (3, 1));
}

/// Plugin sets.
mod sets {
    use super::*;

    macro_rules! guest {
        ($name:ident, $id:literal) => {
            #[plugin(id = $id, version = "1.0.0", listed)]
            struct $name {
                log: Log,
                kept: Mutex<Option<PluginContext>>,
            }

            #[extension]
            impl Lifecycle for $name {
                fn init(&self, cx: &PluginContext) -> Result<(), BoxError> {
                    cx.state::<Kept>()?.set(Some(Arc::new(self.log.guard("what was shared is gone"))));
                    let line = format!("what {} kept is gone", cx.id());
                    cx.private_state::<Kept>()?.set(Some(Arc::new(self.log.guard(line))));
                    visits(&cx.private_state()?, cx);
                    Ok(())
                }
                async fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
                    let shared = visits(&cx.state()?, cx);
                    tokio::task::yield_now().await;
                    let private = visits(&cx.private_state()?, cx);
                    self.log.note(format!("shared: {shared}, private: {private}"));
                    *self.kept.lock().unwrap() = Some(cx.clone());
                    Ok(())
                }
                fn unload(&self, cx: &PluginContext) -> Result<(), BoxError> {
                    self.log.note(format!(
                        "{} unloads: {}",
                        cx.id(),
                        cx.private_state::<Kept>()?.get().is_some()
                    ));
                    Ok(())
                }
            }

            impl $name {
                fn new(log: &Log) -> Self {
                    $name { log: log.clone(), kept: Mutex::new(None) }
                }
            }
        };
    }

    guest!(Ada, "ada");
    guest!(Ben, "ben");

    plugin_set! {
        struct Guests { ada: Ada, ben: Ben }
        points: [];
    }

    #[test]
    fn have_one_for_all_and_one_for_each_for_as_long_as_they_run() {
        let log = Log::default();
        let set = Guests { ada: Ada::new(&log), ben: Ben::new(&log) };
        let running = drive(set.start()).unwrap();
        assert_eq!(
            log.take(),
            [
                "shared: ada, private: ada ada",
                // Two fill the same.
                "what was shared is gone",
                "shared: ada ben, private: ben ben",
            ]
        );
        assert_eq!(running.state::<Visitors>().get().0, ["ada", "ben"]);
        drive(running.stop()).unwrap();
        assert_eq!(
            log.take(),
            [
                "ben unloads: true",
                "what ben kept is gone",
                "ada unloads: true",
                "what ada kept is gone",
                "what was shared is gone",
            ]
        );
        let cx = set.ada.kept.lock().unwrap().take().unwrap();
        assert!(matches!(cx.state::<u32>(), Err(StateError::PluginGone { plugin }) if plugin == "ada"));
        assert!(matches!(cx.private_state::<u32>(), Err(StateError::PluginGone { .. })));

        let again = drive(set.start()).unwrap();
        assert_eq!(log.take()[0], "shared: ada, private: ada ada", "the next run begins anew");
        drop(again);
        assert_eq!(log.take().last().unwrap(), "what was shared is gone");
    }

    #[tokio::test]
    async fn in_a_manager_share_with_it() {
        let log = Log::default();
        let set = Guests { ada: Ada::new(&log), ben: Ben::new(&log) };
        let plugins = PluginManager::builder().set(set).build().unwrap();
        plugins.start().await.unwrap();
        assert_eq!(plugins.state::<Visitors>().get().0, ["ada", "ben"]);
        plugins.stop().await.unwrap();
    }
}

#[tokio::test]
async fn whoever_stops_and_unloads_still_has_both() {
    let log = Log::default();
    let a = [Stop, Unload].into_iter().fold(visitor("a", &log), |a, phase| {
        let noted = log.clone();
        a.on(phase, move |cx| {
            visits(&cx.state().unwrap(), &cx);
            noted.note(format!("shared by {}", visits(&cx.private_state().unwrap(), &cx)));
            async { Ok(()) }
        })
    });
    let plugins = troupe([a]);
    plugins.start().await.unwrap();
    plugins.shutdown().await.unwrap();
    assert_eq!(noted(&log), ["shared: a, private: a", "shared by a a", "shared by a a a"]);
    assert_eq!(plugins.state::<Visitors>().get().0, ["a", "a", "a"]);
}
