//! A caller who drops its future leaves nothing running, wherever the call was, and the next call is as good as any.

#![cfg(feature = "tokio")]

mod support;

use std::sync::Arc;
use std::time::Duration;

use pluginkit::prelude::*;
use support::{Log, poll_once};
use tokio::sync::{Mutex, Semaphore};

#[extension_point]
trait Steps {
    async fn walk(&self, name: &str) -> String;
    #[hook(pipeline)]
    async fn carry(&self, load: String) -> String;
}

macro_rules! member {
    ($name:ident, $id:tt, [$($extension:tt)*]) => {
        #[plugin(id = $id, version = "1.0.0", listed)]
        struct $name(Log);

        #[extension($($extension)*)]
        impl Steps for $name {
            async fn walk(&self, name: &str) -> String {
                self.0.note(concat!("in ", $id));
                let _out = self.0.guard(concat!("out ", $id));
                for _ in 0..2 {
                    tokio::task::yield_now().await;
                }
                format!("{name} {}", $id)
            }
            async fn carry(&self, load: String) -> String {
                self.0.note(concat!("in ", $id));
                let _out = self.0.guard(concat!("out ", $id));
                tokio::task::yield_now().await;
                load + $id
            }
        }
    };
}

member!(A, "a", []);
member!(B, "b", [timeout = "60m"]);
member!(C, "c", []);

#[plugin(id = "around", version = "1.0.0", listed)]
struct Around(Log);

#[extension(wrapper, timeout = "120m")]
impl StepsWrapper for Around {
    async fn walk(&self, _name: &str, next: Next<'_>) -> HookResult<Vec<String>> {
        self.0.note("in around");
        let _out = self.0.guard("out around");
        tokio::task::yield_now().await;
        let outcome = next.run().await;
        tokio::task::yield_now().await;
        outcome
    }
}

fn steps() -> (StepsCaller, Log) {
    let log = Log::default();
    let builder = PluginManager::builder()
        .instance(A(log.clone()))
        .instance(B(log.clone()))
        .instance(C(log.clone()))
        .instance(Around(log.clone()));
    (builder.build().unwrap().caller::<dyn Steps>(), log)
}

/// Drops a call after one poll, after two, and so on until one is done. In how many places did it wait?
fn dropped_everywhere<T>(log: &Log, call: impl AsyncFn() -> T) -> usize {
    for polls in 1.. {
        let mut called = Box::pin(call());
        let done = (0..polls).any(|_| poll_once(&mut called).is_ready());
        drop(called);
        let lines = log.take();
        let count = |start: &str| lines.iter().filter(|line| line.starts_with(start)).count();
        assert_eq!(count("in "), count("out "), "after {polls} polls: {lines:?}");
        if done {
            return polls - 1;
        }
        assert!(polls < 100, "the call comes to no end");
    }
    unreachable!()
}

#[tokio::test(start_paused = true)]
async fn nothing_is_left_running_wherever_a_call_is_dropped() {
    let (steps, log) = steps();
    assert!(dropped_everywhere(&log, async || steps.walk("x").await) >= 5, "and there were many such places");
    assert!(dropped_everywhere(&log, async || steps.carry("x".to_owned()).await) >= 2);
    let isolated = steps.isolated();
    assert!(
        dropped_everywhere(&log, async || isolated.walk("x").await) >= 5,
        "and there were many such places"
    );
    let reported = steps.reported();
    assert!(
        dropped_everywhere(&log, async || reported.walk("x").await) >= 5,
        "and there were many such places"
    );
    assert_eq!(steps.walk("x").await.unwrap(), ["x a", "x b", "x c"]);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_never_polled_calls_nobody() {
    let (steps, log) = steps();
    drop(steps.walk("x"));
    assert_eq!(log.take(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn who_has_not_been_reached_is_not_called() {
    let (steps, log) = steps();
    let mut call = Box::pin(steps.walk("x"));
    assert!((0..2).all(|_| poll_once(&mut call).is_pending()));
    drop(call);
    assert_eq!(log.take(), ["in around", "in a", "out a", "out around"]);
}

/// Holds a lock across its wait.
#[plugin(id = "locks", version = "1.0.0", listed)]
struct Locks {
    lock: Mutex<u32>,
    permits: Arc<Semaphore>,
}

#[extension]
impl Steps for Locks {
    async fn walk(&self, name: &str) -> String {
        let mut times = self.lock.lock().await;
        *times += 1;
        let _permit = self.permits.acquire().await.unwrap();
        format!("{name} {times}")
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_plugin_holds_is_given_back() {
    let permits = Arc::new(Semaphore::new(0));
    let locks = Locks { lock: Mutex::new(0), permits: Arc::clone(&permits) };
    let steps = PluginManager::builder().instance(locks).build().unwrap().caller::<dyn Steps>();
    for _ in 0..3 {
        assert!(tokio::time::timeout(Duration::from_secs(1), steps.walk("x")).await.is_err());
    }
    permits.add_permits(1);
    assert_eq!(steps.walk("x").await.unwrap(), ["x 4"]);
}

#[tokio::test]
async fn an_aborted_task_is_a_dropped_call() {
    let (steps, log) = steps();
    let called = steps.clone();
    let (tell, told) = tokio::sync::oneshot::channel();
    let task = tokio::spawn(async move {
        let mut call = Box::pin(called.walk("x"));
        assert!(poll_once(&mut call).is_pending());
        tell.send(()).unwrap();
        std::future::pending::<()>().await;
        call.await
    });
    told.await.unwrap();
    assert!(!log.take().iter().any(|line| line.starts_with("out")));
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    assert_eq!(log.take().last().map(String::as_str), Some("out around"));
}
