//! Synchronous implementations of asynchronous hooks: run in place, or on the blocking pool.

#![cfg(feature = "tokio")]

mod support;

use std::sync::{Arc, Barrier, Mutex, mpsc};
use std::thread::{self, ThreadId};
use std::time::Duration;

use pluginkit::HookErrorKind;
use pluginkit::prelude::*;
use support::{drive, poll_once};
use tokio::sync::oneshot;

#[extension_point]
trait Work {
    async fn whereabouts(&self) -> ThreadId;
    async fn neighbours(&self) -> ThreadId;
    async fn asked_again(&self) -> String;
    async fn owned(&self, text: &str, items: &[u8], owned: String) -> String;
    #[hook(pipeline)]
    async fn pipe(&self, text: String, mark: &str) -> String;
    #[hook(first_result)]
    async fn first(&self) -> Option<u32>;
    async fn together(&self) -> u32;
    async fn explode(&self) -> Result<u32, BoxError>;
    async fn stuck(&self) -> u32;
}

#[plugin(id = "inline", version = "1.0.0", listed)]
#[derive(Default)]
struct Inline;

#[extension]
impl Work for Inline {
    fn whereabouts(&self) -> ThreadId {
        thread::current().id()
    }
}

#[plugin(id = "pooled", version = "1.0.0", listed)]
struct Pooled {
    barrier: Barrier,
    stuck: Mutex<mpsc::Receiver<()>>,
    done: mpsc::Sender<()>,
}

#[extension(blocking)]
impl Work for Pooled {
    fn whereabouts(&self) -> ThreadId {
        thread::current().id()
    }

    fn neighbours(&self) -> ThreadId {
        let (tell, told) = mpsc::channel();
        tokio::runtime::Handle::current().spawn(async move { tell.send(thread::current().id()) });
        told.recv_timeout(Duration::from_secs(30)).expect("the caller's runtime is free to run it")
    }

    fn asked_again(&self) -> String {
        let answer = pluginkit::block_on(async {
            tokio::time::sleep(Duration::from_millis(1)).await;
            "waited".to_owned()
        });
        answer.unwrap()
    }

    fn owned(&self, text: &str, items: &[u8], owned: String) -> String {
        format!("{text} {items:?} {owned}")
    }

    fn pipe(&self, text: String, mark: &str) -> String {
        text + mark
    }

    fn first(&self) -> Option<u32> {
        Some(7)
    }

    fn together(&self) -> u32 {
        self.barrier.wait();
        1
    }

    fn explode(&self) -> Result<u32, BoxError> {
        panic!("on the pool")
    }

    fn stuck(&self) -> u32 {
        let _ = self.stuck.lock().unwrap().recv();
        let _ = self.done.send(());
        1
    }
}

/// Blocking where it is synchronous, and as ever where it is not.
#[plugin(id = "mixed", version = "1.0.0", listed)]
#[derive(Default)]
struct Mixed;

#[extension(blocking)]
impl Work for Mixed {
    async fn whereabouts(&self) -> ThreadId {
        thread::current().id()
    }
    fn neighbours(&self) -> ThreadId {
        thread::current().id()
    }
}

struct Ends {
    release: mpsc::Sender<()>,
    done: mpsc::Receiver<()>,
}

fn pooled() -> (WorkCaller, Ends) {
    let (release, stuck) = mpsc::channel();
    let (tell, done) = mpsc::channel();
    let pooled = Pooled { barrier: Barrier::new(2), stuck: stuck.into(), done: tell };
    let plugins = PluginManager::builder().instance(pooled).build().unwrap();
    (plugins.caller::<dyn Work>(), Ends { release, done })
}

#[tokio::test]
async fn without_it_the_call_is_made_in_place() {
    let work = PluginManager::builder().plugin::<Inline>().build().unwrap().caller::<dyn Work>();
    assert_eq!(work.whereabouts().await.unwrap(), [thread::current().id()]);
    let mut call = Box::pin(work.whereabouts());
    assert!(poll_once(&mut call).is_ready(), "and at once");
}

#[tokio::test]
async fn with_it_the_call_is_made_elsewhere() {
    let (work, _) = pooled();
    assert_ne!(work.whereabouts().await.unwrap(), [thread::current().id()]);
}

#[tokio::test]
async fn what_is_asynchronous_stays_where_it_is() {
    let work = PluginManager::builder().plugin::<Mixed>().build().unwrap().caller::<dyn Work>();
    assert_eq!(work.whereabouts().await.unwrap(), [thread::current().id()]);
    assert_ne!(work.neighbours().await.unwrap(), [thread::current().id()]);
}

#[tokio::test]
async fn it_stands_in_the_runtime_of_its_caller() {
    let (work, _) = pooled();
    let here = thread::current().id();
    assert_eq!(work.neighbours().await.unwrap(), [here], "this runtime has one thread, and it spawned there");
}

#[tokio::test]
async fn it_may_wait_for_asynchronous_code() {
    let (work, _) = pooled();
    assert_eq!(work.asked_again().await.unwrap(), ["waited"]);
}

#[tokio::test]
async fn it_gets_its_own_arguments() {
    let (work, _) = pooled();
    let text = String::from("fog");
    assert_eq!(work.owned(&text, &[1, 2], "x".to_owned()).await.unwrap(), ["fog [1, 2] x"]);
    assert_eq!(work.pipe("cut".to_owned(), "!").await.unwrap(), "cut!");
    assert_eq!(work.first().await.unwrap(), Some(7));
}

#[tokio::test]
async fn two_calls_are_made_at_once() {
    let (work, _) = pooled();
    let (left, right) = tokio::join!(work.together(), work.together());
    assert_eq!((left.unwrap(), right.unwrap()), (vec![1], vec![1]));
}

#[tokio::test]
async fn others_go_on_in_the_meantime() {
    let (work, ends) = pooled();
    let (tell, told) = oneshot::channel();
    let call = tokio::spawn(async move {
        let answer = work.stuck().await;
        tell.send(()).unwrap();
        answer
    });
    tokio::task::yield_now().await;
    ends.release.send(()).unwrap();
    told.await.unwrap();
    assert_eq!(call.await.unwrap().unwrap(), [1]);
}

#[tokio::test]
async fn its_panic_is_a_failure() {
    let (work, _) = pooled();
    let error = work.explode().await.unwrap_err();
    assert_eq!((error.plugin(), error.hook()), ("pooled", "work.explode"));
    assert!(matches!(error.kind(), HookErrorKind::Panicked(message) if message == "on the pool"));
    assert_eq!(work.isolated().explode().await, [0_u32; 0]);
}

#[tokio::test]
async fn a_caller_who_loses_interest_does_not_wait_for_it() {
    let (work, ends) = pooled();
    let mut call = Box::pin(work.stuck());
    assert!(poll_once(&mut call).is_pending());
    drop(call);
    assert!(ends.done.try_recv().is_err());
    ends.release.send(()).unwrap();
    ends.done.recv_timeout(Duration::from_secs(30)).expect("it runs to its end on its own");
    assert_eq!(work.first().await.unwrap(), Some(7));
}

#[test]
fn it_keeps_no_runtime_from_ending() {
    let (work, ends) = pooled();
    let work = Arc::new(work);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let called = Arc::clone(&work);
    runtime.block_on(async move {
        let mut call = Box::pin(called.stuck());
        assert!(poll_once(&mut call).is_pending());
    });
    drop(runtime);
    ends.release.send(()).unwrap();
    ends.done.recv_timeout(Duration::from_secs(30)).expect("it was still running");
}

#[test]
fn it_needs_no_runtime() {
    let (work, _) = pooled();
    assert_ne!(drive(work.whereabouts()).unwrap(), [thread::current().id()]);
}

#[tokio::test]
async fn it_works_with_a_paused_clock() {
    tokio::time::pause();
    let (work, _) = pooled();
    assert_ne!(work.whereabouts().await.unwrap(), [thread::current().id()]);
}
