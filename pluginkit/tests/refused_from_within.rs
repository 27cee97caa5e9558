//! What is refused from inside a hook has done nothing; and whom a hook has waited for once is not held against it.

#[path = "support/life.rs"]
mod life;
mod support;

use futures_util::future::BoxFuture;
use life::Phase::{Start, Stop};
use life::{Gate, actor, cast, in_time, state, states, troupe};
use pluginkit::prelude::*;
use pluginkit::{Error, StartPolicy, StateError};
use support::{Log, poll_once};

type Operation = fn(PluginManager) -> BoxFuture<'static, Result<(), Error>>;

fn is_refused(outcome: &Result<(), Error>) -> bool {
    matches!(outcome, Err(Error::State(StateError::Reentrant { .. })))
}

/// `b` and `z` need `base` as `hook` does, whose start asks for this.
async fn from_within(operation: Operation, running: bool) -> (PluginManager, Log) {
    let log = Log::default();
    let asked = move |cx: PluginContext| async move {
        assert!(is_refused(&operation(cx.plugins()?).await));
        Ok(())
    };
    let others = [actor("base", &log), actor("b", &log).needs("base"), actor("z", &log).needs("base")];
    let plugins = cast(others).start_policy(StartPolicy::Continue).build().unwrap();
    if running {
        plugins.start().await.unwrap();
    } else {
        plugins.start_plugin("z").await.unwrap();
    }
    plugins.register(actor("hook", &log).needs("base").on(Start, asked).ready()).await.unwrap();
    log.take();
    if !running {
        plugins.start_plugin("hook").await.unwrap();
    }
    (plugins, log)
}

#[tokio::test]
async fn a_start_starts_nobody_now_or_later() {
    let (plugins, log) = from_within(|plugins| Box::pin(async move { plugins.start().await }), false).await;
    assert_eq!(log.take(), ["hook.init", "hook.start"]);
    plugins.register(actor("late", &log).ready()).await.unwrap();
    assert_eq!(states(&plugins, ["b", "hook", "late"]), ["loaded", "started", "loaded"]);
}

#[tokio::test]
async fn a_start_by_name_does_not_even_start_what_it_needs() {
    let log = Log::default();
    let starts_z = |cx: PluginContext| async move {
        assert!(is_refused(&cx.plugins()?.start_plugin("z").await));
        Ok(())
    };
    let hook = actor("hook", &log).on(Start, starts_z);
    let plugins = troupe([actor("a", &log), hook, actor("z", &log).needs("a").needs("hook")]);
    plugins.start_plugin("hook").await.unwrap();
    assert_eq!(log.take(), ["hook.init", "hook.start"]);
}

#[tokio::test]
async fn a_stop_stops_nobody_now_or_later() {
    let operations: [Operation; 4] = [
        |plugins| Box::pin(async move { plugins.stop().await }),
        |plugins| Box::pin(async move { plugins.stop_plugin("base").await }),
        |plugins| Box::pin(async move { plugins.remove("base").await }),
        |plugins| Box::pin(async move { plugins.shutdown().await }),
    ];
    for operation in operations {
        let (plugins, log) = from_within(operation, true).await;
        assert_eq!(states(&plugins, ["base", "b", "hook", "z"]), ["started"; 4]);
        plugins.register(actor("late", &log).ready()).await.unwrap();
        assert_eq!(state(&plugins, "late"), "started");
        let (plugins, log) = from_within(operation, false).await;
        assert_eq!(log.take(), ["hook.init", "hook.start"]);
        assert_eq!(states(&plugins, ["base", "b", "hook", "z"]), ["started", "loaded", "started", "started"]);
    }
}

#[tokio::test]
async fn who_has_waited_does_not_wait_for_ever() {
    let (log, gates) = (Log::default(), [Gate::default(), Gate::default()]);
    let starts_a = |cx: PluginContext| async move { Ok(cx.plugins()?.start_plugin("a").await?) };
    let stops_b = |cx: PluginContext| async move { Ok(cx.plugins()?.stop_plugin("b").await?) };
    let plugins = troupe([
        actor("a", &log).waits(Start, &gates[0]).on(Stop, stops_b),
        actor("b", &log).on(Start, starts_a).waits(Stop, &gates[1]),
    ]);
    let (mut a, mut b) = (Box::pin(plugins.start_plugin("a")), Box::pin(plugins.start_plugin("b")));
    assert!(poll_once(&mut a).is_pending());
    assert!(poll_once(&mut b).is_pending());
    gates[0].open();
    a.await.unwrap();
    b.await.unwrap();
    let (mut b, mut a) = (Box::pin(plugins.stop_plugin("b")), Box::pin(plugins.stop_plugin("a")));
    assert!(poll_once(&mut b).is_pending());
    assert!(poll_once(&mut a).is_pending(), "the other way round, later, is no ring");
    gates[1].open();
    b.await.unwrap();
    a.await.unwrap();
    assert_eq!(states(&plugins, ["a", "b"]), ["stopped", "stopped"]);
}

/// `a` starts `b`, which waits for `c`, which would wait for `a`.
#[tokio::test(start_paused = true)]
async fn who_waits_through_another_is_part_of_the_ring() {
    let (log, gate) = (Log::default(), Gate::default());
    let starts =
        |id: &'static str| move |cx: PluginContext| async move { Ok(cx.plugins()?.start_plugin(id).await?) };
    let in_vain = |cx: PluginContext| async move {
        assert!(is_refused(&cx.plugins()?.start_plugin("a").await));
        Ok(())
    };
    let plugins = troupe([
        actor("a", &log).on(Start, starts("b")),
        actor("b", &log).on(Start, starts("c")),
        actor("c", &log).waits(Start, &gate).on(Start, in_vain),
    ]);
    let mut c = Box::pin(plugins.start_plugin("c"));
    assert!(poll_once(&mut c).is_pending());
    let mut a = Box::pin(plugins.start_plugin("a"));
    assert!(poll_once(&mut a).is_pending());
    gate.open();
    in_time(c).await.unwrap();
    in_time(a).await.unwrap();
    assert_eq!(states(&plugins, ["a", "b", "c"]), ["started"; 3]);
}

/// Plugins of two managers may have one id, and do not wait for themselves when they wait for each other.
#[tokio::test]
async fn who_is_inside_one_manager_is_not_inside_another() {
    let (log, gate) = (Log::default(), Gate::default());
    let others = troupe([actor("a", &log).waits(Start, &gate)]);
    let known = others.clone();
    let starts_the_other = move |_: PluginContext| {
        let others = known.clone();
        async move { Ok(others.start_plugin("a").await?) }
    };
    let plugins = troupe([actor("a", &log).on(Start, starts_the_other)]);
    let mut other = Box::pin(others.start());
    assert!(poll_once(&mut other).is_pending());
    let mut start = Box::pin(plugins.start());
    assert!(poll_once(&mut start).is_pending());
    gate.open();
    other.await.unwrap();
    start.await.unwrap();
    assert_eq!([state(&plugins, "a"), state(&others, "a")], ["started", "started"]);
}

/// A hook that is sent to the pool of threads cannot be taken back from there; but nobody waits for it any more.
#[cfg(feature = "tokio")]
mod elsewhere {
    use std::sync::Mutex;
    use std::sync::mpsc::Receiver;

    use tokio::sync::oneshot;

    use super::*;

    #[plugin(id = "sunk", version = "1.0.0", listed)]
    struct Sunk(Mutex<Option<Once>>);

    /// What the first start is told, and tells.
    struct Once {
        begun: oneshot::Sender<()>,
        go_on: Receiver<()>,
        done: oneshot::Sender<Result<(), Error>>,
    }

    #[extension(blocking)]
    impl Lifecycle for Sunk {
        fn start(&self, cx: &PluginContext) -> life::Done {
            let Some(Once { begun, go_on, done }) = self.0.lock().unwrap().take() else { return Ok(()) };
            begun.send(()).unwrap();
            go_on.recv()?;
            drop(done.send(cx.plugins()?.blocking().start_plugin("sunk")));
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_hook_that_was_given_up_is_in_nobodys_way() {
        let (tell, go_on) = std::sync::mpsc::channel();
        let (begins, begun) = oneshot::channel();
        let (answers, answer) = oneshot::channel();
        let sunk = Sunk(Mutex::new(Some(Once { begun: begins, go_on, done: answers })));
        let plugins = PluginManager::builder().instance(sunk).build().unwrap();
        let mut start = Box::pin(plugins.start());
        assert!(poll_once(&mut start).is_pending());
        begun.await.unwrap();
        drop(start);
        assert_eq!(state(&plugins, "sunk"), "failed");
        tell.send(()).unwrap();
        answer.await.unwrap().unwrap();
        assert_eq!(state(&plugins, "sunk"), "started");
    }
}
