//! Asynchronous hooks called from synchronous code.

#![cfg(feature = "tokio")]

mod support;

use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use pluginkit::prelude::*;
use pluginkit::{BlockOnError, block_on};

#[extension_point]
trait Feed {
    async fn fetch(&self, topic: &str) -> String;
    async fn relay(&self) -> String;
    async fn relay_of_a_relay(&self) -> String;
    async fn nested(&self) -> Result<String, BlockOnError>;
    fn relay_now(&self) -> String;
}

#[plugin(id = "waits", version = "1.0.0", listed)]
#[derive(Default)]
struct Waits;

#[extension]
impl Feed for Waits {
    async fn fetch(&self, topic: &str) -> String {
        tokio::time::sleep(Duration::from_millis(1)).await;
        tokio::spawn(tokio::task::yield_now()).await.unwrap();
        topic.to_owned()
    }
    fn nested(&self) -> Result<String, BlockOnError> {
        block_on(async { "inside".to_owned() })
    }
}

/// Calls asynchronous hooks from the blocking pool.
#[plugin(id = "relays", version = "1.0.0", listed)]
#[derive(Default)]
struct Relays(OnceLock<FeedCaller>);

#[extension(blocking)]
impl Feed for Relays {
    fn relay(&self) -> String {
        block_on(self.0.get().unwrap().fetch("relayed")).unwrap().unwrap().concat()
    }
    fn relay_of_a_relay(&self) -> String {
        block_on(self.0.get().unwrap().relay()).unwrap().unwrap().concat()
    }
    fn relay_now(&self) -> String {
        match block_on(self.0.get().unwrap().fetch("now")) {
            Ok(answer) => answer.unwrap().concat(),
            Err(error) => error.to_string(),
        }
    }
}

/// On the pool, and then inside the runtime that `block_on` has entered there.
#[plugin(id = "digs", version = "1.0.0", listed)]
#[derive(Default)]
struct Digs(OnceLock<FeedCaller>);

#[extension_point]
trait Deep {
    async fn dig(&self) -> Result<String, BlockOnError>;
}

#[extension(blocking)]
impl Deep for Digs {
    fn dig(&self) -> Result<String, BlockOnError> {
        let answer = block_on(self.0.get().unwrap().reported().nested())?;
        assert_eq!(answer.value.len() + answer.failures.len(), 1);
        Ok(answer.failures.first().map_or_else(String::new, ToString::to_string))
    }
}

fn feed() -> FeedCaller {
    let plugins = PluginManager::builder().plugins(plugins![Waits, Relays]).build().unwrap();
    let feed = plugins.caller::<dyn Feed>();
    plugins.plugin::<Relays>().unwrap().0.set(feed.clone()).unwrap();
    feed
}

fn is_inside_runtime<T>(result: &Result<T, BlockOnError>) -> bool {
    matches!(result, Err(BlockOnError::InsideRuntime))
}

#[test]
fn synchronous_code_gets_an_answer() {
    assert_eq!(block_on(feed().fetch("fog")).unwrap().unwrap(), ["fog"]);
    assert_eq!(block_on(feed().isolated().fetch("fog")).unwrap(), ["fog"]);
}

#[test]
fn the_future_may_borrow() {
    let topic = String::from("fog");
    let feed = feed();
    assert_eq!(block_on(async { feed.fetch(&topic).await.unwrap().len() + topic.len() }).unwrap(), 4);
}

#[test]
fn many_threads_may_wait_at_once() {
    let feed = feed();
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| assert_eq!(block_on(feed.fetch("fog")).unwrap().unwrap(), ["fog"]));
        }
    });
}

#[test]
fn what_was_spawned_in_one_call_lives_on_in_the_next() {
    let (tell, told) = tokio::sync::oneshot::channel();
    let mut task = None;
    block_on(async {
        task = Some(tokio::spawn(async {
            told.await.unwrap();
            "alive"
        }));
    })
    .unwrap();
    tell.send(()).unwrap();
    assert_eq!(block_on(task.unwrap()).unwrap().unwrap(), "alive");
}

#[tokio::test]
async fn inside_a_runtime_of_one_thread_it_is_an_error() {
    let error = block_on(feed().fetch("fog")).unwrap_err();
    assert!(matches!(error, BlockOnError::InsideRuntime));
    assert!(error.to_string().contains("`.await`"), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn inside_a_runtime_of_several_threads_it_is_an_error() {
    assert!(is_inside_runtime(&block_on(feed().fetch("fog"))));
    assert!(tokio::spawn(async { is_inside_runtime(&block_on(async {})) }).await.unwrap());
}

#[test]
fn inside_itself_it_is_an_error() {
    assert!(is_inside_runtime(&block_on(async { block_on(async {}) }).unwrap()));
    let error = block_on(feed().nested()).unwrap().unwrap_err();
    assert!(error.to_string().contains("inside an asynchronous runtime"), "{error}");
}

#[test]
fn it_is_an_error_of_pluginkit_like_any() {
    fn host() -> Result<(), pluginkit::Error> {
        block_on(async { block_on(async {}) })??;
        Ok(())
    }
    assert!(matches!(host(), Err(pluginkit::Error::BlockOn(BlockOnError::InsideRuntime))));
}

#[tokio::test]
async fn on_the_blocking_pool_it_waits() {
    assert_eq!(feed().relay().await.unwrap(), ["relayed"]);
    assert_eq!(feed().relay_of_a_relay().await.unwrap(), ["relayed"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_the_blocking_pool_of_a_runtime_of_several_threads_too() {
    assert_eq!(feed().relay_of_a_relay().await.unwrap(), ["relayed"]);
}

#[test]
fn on_the_blocking_pool_without_any_runtime_too() {
    assert_eq!(support::drive(feed().relay()).unwrap(), ["relayed"]);
}

#[tokio::test]
async fn a_synchronous_hook_called_inside_a_runtime_gets_the_error() {
    let answers = feed().relay_now().unwrap();
    assert!(answers[0].contains("inside an asynchronous runtime"), "{answers:?}");
}

#[test]
fn a_synchronous_hook_called_outside_gets_an_answer() {
    assert_eq!(feed().relay_now().unwrap(), ["now"]);
}

#[tokio::test]
async fn inside_itself_on_the_blocking_pool_it_is_an_error_and_no_panic() {
    let plugins = PluginManager::builder().plugins(plugins![Waits, Digs]).build().unwrap();
    plugins.plugin::<Digs>().unwrap().0.set(plugins.caller::<dyn Feed>()).unwrap();
    let told = plugins.caller::<dyn Deep>().dig().await.unwrap();
    assert!(told[0].contains("failed: `block_on` was called inside an asynchronous runtime"), "{told:?}");
}

#[test]
fn a_panic_passes_through() {
    let caught = std::panic::catch_unwind(|| block_on(async { panic!("through") }));
    assert!(caught.is_err());
    assert_eq!(block_on(async { 7 }).unwrap(), 7, "and leaves it usable");
}
