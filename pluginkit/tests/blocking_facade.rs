//! The manager for hosts without a runtime: the same methods, waiting.

#[path = "support/life.rs"]
mod life;
mod support;

use std::sync::{Arc, Barrier};
use std::thread;

use life::Phase::{Start, Stop};
use life::{Tells, actor, here, state, troupe};
use pluginkit::{BlockOnError, Error};
use support::Log;

#[test]
fn a_whole_life() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log), actor("b", &log).needs("a"), actor("c", &log)]);
    let blocking = plugins.blocking();
    blocking.start_plugin("b").unwrap();
    assert_eq!(log.take(), ["a.init", "a.start", "b.init", "b.start"]);
    blocking.start().unwrap();
    assert_eq!(log.take(), ["c.init", "c.start"]);
    blocking.register(actor("d", &log).ready()).unwrap();
    assert_eq!(log.take(), ["d.init", "d.start"]);
    blocking.stop_plugin("a").unwrap();
    assert_eq!(log.take(), ["b.stop", "a.stop"]);
    blocking.remove("d").unwrap();
    assert_eq!(log.take(), ["d.stop", "d.unload"]);
    assert_eq!(blocking.health().unwrap().plugins.iter().filter(|health| health.error.is_some()).count(), 0);
    blocking.stop().unwrap();
    assert_eq!(log.take(), ["c.stop"]);
    blocking.shutdown().unwrap();
    let mut unloaded = log.take();
    unloaded.sort();
    assert_eq!(unloaded, ["a.unload", "b.unload", "c.unload"]);
}

#[test]
fn errors_are_the_same() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log).fails(Stop, "stay"), actor("b", &log).fails(Start, "boom")]);
    plugins.blocking().start_plugin("a").unwrap();
    assert_eq!(plugins.blocking().start_plugin("b").told(), ["start b: lifecycle.start failed: boom"]);
    assert_eq!(plugins.blocking().stop().told(), ["stop a: lifecycle.stop failed: stay"]);
    assert!(matches!(plugins.blocking().remove("nobody"), Err(Error::State(_))));
}

/// Elsewhere it is a coroutine that nobody awaits, or a deadlock.
#[cfg(feature = "tokio")]
#[tokio::test]
async fn inside_a_runtime_it_is_an_error_and_nothing_happens() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log)]);
    let blocking = plugins.blocking();
    let outcomes = [
        blocking.start(),
        blocking.start_plugin("a"),
        blocking.stop(),
        blocking.stop_plugin("a"),
        blocking.remove("a"),
        blocking.shutdown(),
        blocking.register(actor("b", &log).ready()),
    ];
    for outcome in outcomes {
        let Err(Error::BlockOn(error)) = outcome else { panic!("{outcome:?}") };
        assert!(matches!(error, BlockOnError::InsideRuntime) && error.to_string().contains("`.await`"));
    }
    assert!(blocking.health().is_err());
    assert_eq!(
        (log.take(), state(&plugins, "a"), state(&plugins, "b")),
        (vec![], "loaded".into(), "unknown".into())
    );
    plugins.start().await.unwrap();
}

/// Whoever drives the outer one has this thread.
#[test]
fn inside_itself_it_is_an_error_too() {
    let log = Log::default();
    let noted = log.clone();
    let a = actor("a", &log).on(Start, move |cx| {
        let outcome = cx.plugins().unwrap().blocking().start_plugin("b");
        noted.note(format!("{}", matches!(outcome, Err(Error::BlockOn(BlockOnError::InsideRuntime)))));
        async { Ok(()) }
    });
    let plugins = troupe([a, actor("b", &log)]);
    plugins.blocking().start_plugin("a").unwrap();
    assert_eq!(log.take(), ["a.init", "a.start", "true"]);
    plugins.blocking().start_plugin("b").unwrap();
}

#[test]
fn one_thread_waits_for_what_another_one_does() {
    let log = Log::default();
    let (inside, go) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
    let (there, free) = (Arc::clone(&inside), Arc::clone(&go));
    let a = actor("a", &log).on(Start, move |_| {
        there.wait();
        free.wait();
        async { Ok(()) }
    });
    let plugins = troupe([a, actor("b", &log).needs("a")]);
    thread::scope(|scope| {
        let first = scope.spawn(|| plugins.blocking().start_plugin("a"));
        inside.wait();
        assert_eq!(state(&plugins, "a"), "starting");
        let second = scope.spawn(|| plugins.blocking().start_plugin("b"));
        go.wait();
        first.join().unwrap().unwrap();
        second.join().unwrap().unwrap();
    });
    assert_eq!(log.take(), ["a.init", "a.start", "b.init", "b.start"]);
}

#[test]
fn a_runtime_of_the_hosts_own_and_the_facade_go_together() {
    let log = Log::default();
    let plugins = troupe([actor("a", &log)]);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(plugins.start()).unwrap();
    plugins.blocking().stop().unwrap();
    runtime.block_on(plugins.start_plugin("a")).unwrap();
    assert_eq!(here(&plugins), ["a"]);
    plugins.blocking().shutdown().unwrap();
    assert_eq!(log.take(), ["a.init", "a.start", "a.stop", "a.start", "a.stop", "a.unload"]);
}

#[cfg(feature = "tokio")]
mod with_a_background {
    use std::sync::OnceLock;
    use std::time::Duration;

    use pluginkit::prelude::*;
    use tokio::sync::{mpsc, oneshot};

    use super::*;

    #[extension_point]
    trait Counter {
        async fn next(&self) -> Result<u32, BoxError>;
    }

    /// Has a task of its own from start to stop.
    #[plugin(id = "ticker", version = "1.0.0", listed)]
    #[derive(Default)]
    struct Ticker(OnceLock<mpsc::UnboundedSender<oneshot::Sender<u32>>>);

    #[extension]
    impl Lifecycle for Ticker {
        async fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
            tokio::time::sleep(Duration::from_millis(1)).await;
            let (ask, mut asked) = mpsc::unbounded_channel::<oneshot::Sender<u32>>();
            let task = tokio::spawn(async move {
                let mut count = 0;
                while let Some(answer) = asked.recv().await {
                    count += 1;
                    let _ = answer.send(count);
                }
            });
            cx.own(Aborts(task));
            self.0.set(ask).map_err(|_| "it is started once".into())
        }
    }

    struct Aborts(tokio::task::JoinHandle<()>);

    impl Drop for Aborts {
        fn drop(&mut self) {
            self.0.abort();
        }
    }

    #[extension]
    impl Counter for Ticker {
        async fn next(&self) -> Result<u32, BoxError> {
            let (answer, answered) = oneshot::channel();
            self.0.get().unwrap().send(answer)?;
            Ok(answered.await?)
        }
    }

    /// Elsewhere each synchronous call has a loop of its own, and what was started in one is dead in the next.
    #[test]
    fn what_a_start_sets_in_motion_goes_on() {
        let plugins = PluginManager::builder().plugin::<Ticker>().build().unwrap();
        plugins.blocking().start().unwrap();
        let counter = plugins.caller::<dyn Counter>();
        for expected in 1..=3 {
            assert_eq!(pluginkit::block_on(counter.next()).unwrap().unwrap(), [expected]);
        }
        plugins.blocking().stop().unwrap();
        assert_eq!(pluginkit::block_on(counter.next()).unwrap().unwrap(), [0_u32; 0]);
    }

    #[test]
    fn a_hook_that_hangs_is_cut_short() {
        let log = Log::default();
        let plugins = life::cast([actor("a", &log).hangs(Start)]);
        let plugins = plugins.lifecycle_timeout(Duration::from_millis(20)).build().unwrap();
        let (told, heard) = std::sync::mpsc::channel();
        let starting = plugins.clone();
        thread::spawn(move || told.send(starting.blocking().start().told()));
        let told = heard.recv_timeout(Duration::from_mins(1)).expect("it is cut short");
        assert_eq!(told, ["start a: lifecycle.start timed out after 20ms"]);
        assert_eq!(state(&plugins, "a"), "failed");
    }
}
