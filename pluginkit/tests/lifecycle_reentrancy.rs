//! Plugins that use the manager from the hooks of their lives: whatever does not wait for itself works.

#[path = "support/life.rs"]
mod life;
mod support;

use std::sync::{Arc, OnceLock};

use futures_util::future::BoxFuture;
use life::Phase::{self, Init, Start, Stop, Unload};
use life::{Actor, actor, here, in_time, state, states, troupe};
use pluginkit::prelude::*;
use pluginkit::{Error, StateError};
use support::{Log, drive};
use tokio::sync::Barrier;

type Operation = fn(PluginManager) -> BoxFuture<'static, Result<(), Error>>;

/// Everything that has to wait for `a` while `a` is in one of its hooks.
const OPERATIONS: [(&str, Operation); 7] = [
    ("start", |plugins| Box::pin(async move { plugins.start().await })),
    ("start_plugin", |plugins| Box::pin(async move { plugins.start_plugin("a").await })),
    ("start_plugin of a dependent", |plugins| Box::pin(async move { plugins.start_plugin("b").await })),
    ("stop", |plugins| Box::pin(async move { plugins.stop().await })),
    ("stop_plugin", |plugins| Box::pin(async move { plugins.stop_plugin("a").await })),
    ("remove", |plugins| Box::pin(async move { plugins.remove("a").await })),
    ("shutdown", |plugins| Box::pin(async move { plugins.shutdown().await })),
];

fn is_reentrant(outcome: &Result<(), Error>, id: &str) -> bool {
    let Err(error) = outcome else { return false };
    error.iter().any(|error| {
        matches!(error, Error::State(StateError::Reentrant { plugin, within, .. }) if *plugin == *id && *within == *id)
    })
}

/// `a`, which does this in one of its hooks, with the manager of its context or with one it has come by otherwise.
fn inside(
    phase: Phase,
    operation: Operation,
    outside: bool,
    log: &Log,
) -> (Actor, Arc<OnceLock<PluginManager>>) {
    let (manager, log, name) = (Arc::new(OnceLock::new()), log.clone(), phase);
    let known = Arc::clone(&manager);
    let a = actor("a", &log).on(phase, move |cx| {
        let plugins =
            if outside { PluginManager::clone(known.get().unwrap()) } else { cx.plugins().unwrap() };
        let log = log.clone();
        async move {
            let outcome = operation(plugins).await;
            log.note(format!("{name:?}: {}", is_reentrant(&outcome, "a")));
            Ok(())
        }
    });
    (a, manager)
}

/// Elsewhere this is a deadlock, or runs the hook inside itself.
#[tokio::test(start_paused = true)]
async fn whoever_would_wait_for_itself_is_told_so_at_once() {
    for (name, operation) in OPERATIONS {
        for phase in [Init, Start, Stop, Unload] {
            for outside in [false, true] {
                let needs_a = ["start_plugin", "stop_plugin", "remove"].contains(&name);
                if phase == Unload && !needs_a {
                    continue;
                }
                let log = Log::default();
                let (a, manager) = inside(phase, operation, outside, &log);
                let plugins = troupe([a, actor("b", &log).needs("a")]);
                manager.set(plugins.clone()).unwrap();
                in_time(plugins.start_plugin("a")).await.unwrap();
                in_time(plugins.stop_plugin("a")).await.unwrap();
                in_time(plugins.remove("a")).await.unwrap();
                let hooks: Vec<String> =
                    log.take().into_iter().filter(|line| line.starts_with("a.")).collect();
                assert_eq!(
                    hooks,
                    ["a.init", "a.start", "a.stop", "a.unload"],
                    "{name} in {phase:?}: once each"
                );
                drop(manager);
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn and_it_says_who() {
    for (name, operation) in OPERATIONS {
        for phase in [Init, Start, Stop] {
            for outside in [false, true] {
                let log = Log::default();
                let (a, manager) = inside(phase, operation, outside, &log);
                let plugins = troupe([a, actor("b", &log).needs("a")]);
                manager.set(plugins.clone()).unwrap();
                in_time(plugins.start_plugin("a")).await.unwrap();
                in_time(plugins.stop_plugin("a")).await.unwrap();
                let noted = format!("{phase:?}: true");
                assert!(log.take().contains(&noted), "{name} in {phase:?}, outside: {outside}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn two_who_start_each_other_are_a_ring() {
    let log = Log::default();
    let other = |log: &Log, other: &'static str| {
        let log = log.clone();
        move |cx: PluginContext| {
            let log = log.clone();
            async move {
                let outcome = cx.plugins()?.start_plugin(other).await;
                log.note(format!("{} to {other}: {}", cx.id(), outcome.is_ok()));
                Ok(())
            }
        }
    };
    let plugins = troupe([
        actor("a", &log).on(Start, other(&log, "b")),
        actor("b", &log).on(Start, other(&log, "c")),
        actor("c", &log).on(Start, other(&log, "a")),
    ]);
    in_time(plugins.start_plugin("a")).await.unwrap();
    let lines: Vec<String> = log.take().into_iter().filter(|line| line.contains(" to ")).collect();
    assert_eq!(lines, ["c to a: false", "b to c: true", "a to b: true"]);
    assert_eq!(states(&plugins, ["a", "b", "c"]), ["started"; 3]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn so_are_two_who_are_started_by_two() {
    for _ in 0..50 {
        let log = Log::default();
        let both = Arc::new(Barrier::new(2));
        let other = |other: &'static str| {
            let (log, both) = (log.clone(), Arc::clone(&both));
            move |cx: PluginContext| {
                let (log, both) = (log.clone(), Arc::clone(&both));
                async move {
                    both.wait().await;
                    match cx.plugins()?.start_plugin(other).await {
                        Err(Error::State(StateError::Reentrant { .. })) => log.note("ring"),
                        outcome => log.note(format!("{other}: {outcome:?}")),
                    }
                    Ok(())
                }
            }
        };
        let plugins =
            troupe([actor("a", &log).on(Start, other("b")), actor("b", &log).on(Start, other("a"))]);
        let tasks = ["a", "b"].map(|id| {
            let plugins = plugins.clone();
            tokio::spawn(async move { plugins.start_plugin(id).await })
        });
        for task in tasks {
            in_time(task).await.unwrap().unwrap();
        }
        let rings = log.take().into_iter().filter(|line| line == "ring").count();
        assert_eq!(rings, 1, "who closes it is told, and the other one waits");
        assert_eq!(states(&plugins, ["a", "b"]), ["started", "started"]);
    }
}

#[test]
fn a_hook_may_start_stop_remove_and_register_others() {
    let log = Log::default();
    let fresh = log.clone();
    let a = actor("a", &log).on(Start, move |cx| {
        let fresh = fresh.clone();
        async move {
            let plugins = cx.plugins()?;
            plugins.start_plugin("b").await?;
            plugins.stop_plugin("b").await?;
            plugins.remove("c").await?;
            plugins.register(actor("d", &fresh).ready()).await?;
            plugins.start_plugin("d").await?;
            plugins.disable("d")?;
            plugins.disable("a")?;
            Ok(())
        }
    });
    let plugins = troupe([a, actor("b", &log), actor("c", &log)]);
    drive(plugins.start_plugin("a")).unwrap();
    assert_eq!(log.take(), ["a.init", "a.start", "b.init", "b.start", "b.stop", "d.init", "d.start"]);
    assert_eq!(states(&plugins, ["a", "b", "c", "d"]), ["disabled", "stopped", "unknown", "disabled"]);
    plugins.enable("a").unwrap();
    plugins.enable("d").unwrap();
    assert_eq!(here(&plugins), ["a", "d"]);
}

#[tokio::test]
async fn a_hook_may_ask_everything() {
    let log = Log::default();
    let noted = log.clone();
    let a = actor("a", &log).on(Start, move |cx| {
        let noted = noted.clone();
        async move {
            let plugins = cx.plugins()?;
            noted.note(plugins.explain("a").unwrap().to_string());
            let all = (plugins.inspections().len(), plugins.descriptors().len(), plugins.graph().nodes.len());
            noted.note(format!("{all:?} {}", plugins.inspect("a").unwrap().descriptor.state()));
            noted.note(format!("{}", plugins.health().await.get("a").is_none()));
            Ok(())
        }
    });
    let plugins = troupe([a]);
    plugins.start().await.unwrap();
    assert!(log.take().contains(&"(1, 1, 1) starting".to_owned()));
}

/// What a hook sets in motion is not inside it.
#[tokio::test]
async fn a_task_that_a_hook_has_spawned_waits_like_anybody() {
    let log = Log::default();
    let (sent, task) = tokio::sync::oneshot::channel();
    let sent = std::sync::Mutex::new(Some(sent));
    let a = actor("a", &log).on(Start, move |cx| {
        let plugins = cx.plugins().unwrap();
        let task = tokio::spawn(async move { plugins.stop_plugin("a").await });
        let _ = sent.lock().unwrap().take().unwrap().send(task);
        async {
            tokio::task::yield_now().await;
            tokio::task::yield_now().await;
            Ok(())
        }
    });
    let plugins = troupe([a]);
    plugins.start_plugin("a").await.unwrap();
    task.await.unwrap().await.unwrap().unwrap();
    assert_eq!(log.take(), ["a.init", "a.start", "a.stop"]);
    assert_eq!(state(&plugins, "a"), "stopped");
}

/// A hook that is sent to the pool of threads may block there, and is inside itself all the same.
#[cfg(feature = "tokio")]
mod elsewhere {
    use super::*;

    #[plugin(id = "sunk", version = "1.0.0", listed)]
    struct Sunk(Log);

    #[extension(blocking)]
    impl Lifecycle for Sunk {
        fn start(&self, cx: &PluginContext) -> life::Done {
            let outcome = cx.plugins()?.blocking().stop_plugin("sunk");
            self.0.note(format!("{}", is_reentrant(&outcome, "sunk")));
            cx.plugins()?.blocking().start_plugin("b")?;
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_hook_that_blocks_would_wait_for_itself_too() {
        let log = Log::default();
        let plugins = life::cast([actor("b", &log)]).instance(Sunk(log.clone())).build().unwrap();
        in_time(plugins.start_plugin("sunk")).await.unwrap();
        assert_eq!(log.take(), ["true", "b.init", "b.start"]);
        assert_eq!(states(&plugins, ["sunk", "b"]), ["started", "started"]);
    }
}

/// Surrounds the start of others, and stops them meanwhile.
#[plugin(id = "rash", version = "1.0.0", listed)]
struct Rash(Log);

#[extension(wrapper)]
impl LifecycleWrapper for Rash {
    async fn start(&self, cx: &PluginContext, next: Next<'_>) -> HookResult<()> {
        let plugins = cx.plugins().map_err(HookError::failed)?;
        let outcome = plugins.stop_plugin(cx.id().as_str()).await;
        self.0.note(format!("{}", is_reentrant(&outcome, cx.id().as_str())));
        plugins.stop_plugin("rash").await.map_err(HookError::failed)?;
        next.run().await
    }
}

#[tokio::test(start_paused = true)]
async fn a_wrapper_is_inside_what_it_surrounds() {
    let log = Log::default();
    let plugins = life::cast([actor("a", &log)]).instance(Rash(log.clone())).build().unwrap();
    in_time(plugins.start_plugin("a")).await.unwrap();
    assert_eq!(log.take(), ["a.init", "true", "a.start"]);
    assert_eq!(states(&plugins, ["a", "rash"]), ["started", "stopped"], "and not inside itself");
}

#[tokio::test(start_paused = true)]
async fn whoever_is_called_from_a_hook_is_inside_it() {
    #[extension_point]
    trait Favor {
        async fn ask(&self) -> bool;
    }

    #[plugin(id = "helper", version = "1.0.0", listed)]
    #[derive(Default)]
    struct Helper(OnceLock<pluginkit::WeakPluginManager>);

    #[extension]
    impl Favor for Helper {
        async fn ask(&self) -> bool {
            tokio::task::yield_now().await;
            let plugins = self.0.get().unwrap().upgrade().unwrap();
            is_reentrant(&plugins.remove("a").await, "a")
        }
    }

    let log = Log::default();
    let noted = log.clone();
    let a = actor("a", &log).on(Start, move |cx| {
        let noted = noted.clone();
        async move {
            noted.note(format!("{:?}", cx.caller::<dyn Favor>()?.ask().await?));
            Ok(())
        }
    });
    let plugins = life::cast([a]).plugin::<Helper>().build().unwrap();
    plugins.plugin::<Helper>().unwrap().0.set(plugins.downgrade()).unwrap();
    in_time(plugins.start_plugin("a")).await.unwrap();
    assert_eq!(log.take(), ["a.init", "a.start", "[true]"]);
}

/// Uses the manager when it is dropped.
struct Farewell(PluginContext, Log);

impl Drop for Farewell {
    fn drop(&mut self) {
        self.1.note(format!("dropped while {}", state(&self.0.plugins().unwrap(), "a")));
    }
}

#[tokio::test]
async fn a_cancelled_hook_may_use_the_manager_while_it_goes() {
    let log = Log::default();
    let noted = log.clone();
    let a = actor("a", &log).on(Start, move |cx| {
        let farewell = Farewell(cx, noted.clone());
        async move {
            let _farewell = farewell;
            std::future::pending().await
        }
    });
    let plugins = troupe([a]);
    let mut start = Box::pin(plugins.start());
    assert!(support::poll_once(&mut start).is_pending());
    drop(start);
    assert_eq!(log.take()[2..], ["dropped while starting"]);
    assert_eq!(state(&plugins, "a"), "failed");
}
