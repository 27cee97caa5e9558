//! Failures of ordinary hooks, as subscribers hear of them: each once, whatever its caller makes of it.

#![cfg(feature = "tokio")]

mod support;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use pluginkit::prelude::*;
use support::{Act, drive};

#[extension_point]
trait Feed {
    fn fetch(&self) -> Result<u32, BoxError>;
    async fn fetch_later(&self) -> Result<u32, BoxError>;
    #[hook(first_result)]
    fn find(&self) -> Result<Option<u32>, BoxError>;
    #[hook(pipeline)]
    async fn polish(&self, value: u32) -> Result<u32, BoxError>;
}

#[plugin(id = "fails", version = "1.0.0", listed)]
struct Fails(Act);

#[extension]
impl Feed for Fails {
    fn fetch(&self) -> Result<u32, BoxError> {
        self.0.perform(0)?.ok_or_else(|| "none".into())
    }
    async fn fetch_later(&self) -> Result<u32, BoxError> {
        tokio::task::yield_now().await;
        self.0.perform(0)?.ok_or_else(|| "none".into())
    }
    fn find(&self) -> Result<Option<u32>, BoxError> {
        Ok(self.0.perform(0)?)
    }
    async fn polish(&self, value: u32) -> Result<u32, BoxError> {
        self.0.perform(value)?.ok_or_else(|| "none".into())
    }
}

/// Never ends, and has a second.
#[plugin(id = "hangs", version = "1.0.0", listed)]
#[derive(Default)]
struct Hangs;

#[extension(timeout = "1s")]
impl Feed for Hangs {
    async fn fetch_later(&self) -> Result<u32, BoxError> {
        std::future::pending().await
    }
}

#[plugin(id = "around", version = "1.0.0", listed)]
#[derive(Default)]
struct Around;

#[extension(wrapper)]
impl FeedWrapper for Around {
    fn fetch(&self, next: Next<'_>) -> HookResult<Vec<u32>> {
        let _ = next.run();
        Err(HookError::failed("around"))
    }
    fn find(&self, next: Next<'_>) -> HookResult<Option<u32>> {
        Ok(next.run().unwrap_or_default())
    }
}

/// The failures that were heard of: `fails feed.fetch failed: no`.
fn heard(plugins: &PluginManager) -> impl Fn() -> Vec<String> + use<> {
    let errors = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&errors);
    plugins
        .subscribe(move |event| {
            if let PluginEvent::HookFailed { error, .. } = event {
                kept.lock().unwrap().push(format!("{} {} {}", error.plugin(), error.hook(), error.kind()));
            }
        })
        .detach();
    move || std::mem::take(&mut *errors.lock().unwrap())
}

fn failing(act: Act) -> (FeedCaller, impl Fn() -> Vec<String>, PluginManager) {
    let plugins = PluginManager::builder().instance(Fails(act)).build().unwrap();
    let heard = heard(&plugins);
    (plugins.caller::<dyn Feed>(), heard, plugins)
}

#[tokio::test]
async fn under_every_strategy() {
    for (act, how) in [(Act::Fails, "failed: no"), (Act::Panics, "panicked: plain")] {
        let (feed, heard, _plugins) = failing(act);
        let _ = feed.fetch();
        assert_eq!(heard(), [format!("fails feed.fetch {how}")]);
        let _ = feed.isolated().fetch();
        assert_eq!(heard(), [format!("fails feed.fetch {how}")]);
        let _ = feed.reported().fetch();
        assert_eq!(heard(), [format!("fails feed.fetch {how}")]);
        let _ = feed.fetch_later().await;
        assert_eq!(heard(), [format!("fails feed.fetch_later {how}")]);
        let _ = feed.isolated().fetch_later().await;
        assert_eq!(heard(), [format!("fails feed.fetch_later {how}")]);
        let _ = feed.reported().fetch_later().await;
        assert_eq!(heard(), [format!("fails feed.fetch_later {how}")]);
        let _ = feed.find();
        let _ = feed.isolated().find();
        assert_eq!(heard(), [format!("fails feed.find {how}"), format!("fails feed.find {how}")]);
        let _ = feed.isolated().polish(1).await;
        assert_eq!(heard(), [format!("fails feed.polish {how}")]);
    }
}

#[test]
fn without_a_runtime() {
    let (feed, heard, _plugins) = failing(Act::Fails);
    drive(feed.isolated().polish(1));
    assert_eq!(heard(), ["fails feed.polish failed: no"]);
}

#[tokio::test]
async fn none_where_nothing_fails() {
    let (feed, heard, _plugins) = failing(Act::Adds(1));
    feed.fetch().unwrap();
    feed.isolated().fetch_later().await;
    feed.reported().find();
    assert_eq!(heard(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn timeouts_too() {
    let plugins = PluginManager::builder().plugin::<Hangs>().build().unwrap();
    let (feed, heard) = (plugins.caller::<dyn Feed>(), heard(&plugins));
    feed.isolated().fetch_later().await;
    feed.fetch_later().await.unwrap_err();
    assert_eq!(heard(), ["hangs feed.fetch_later timed out after 1s"; 2]);
}

#[test]
fn those_of_wrappers_and_those_that_wrappers_forgive() {
    let plugins = PluginManager::builder().instance(Fails(Act::Fails)).plugin::<Around>().build().unwrap();
    let (feed, heard) = (plugins.caller::<dyn Feed>(), heard(&plugins));
    feed.fetch().unwrap_err();
    assert_eq!(heard(), ["fails feed.fetch failed: no", "around feed.fetch failed: around"]);
    assert_eq!(feed.find().unwrap(), None);
    assert_eq!(heard(), ["fails feed.find failed: no"]);
}

#[test]
fn whichever_caller_was_used_and_whenever_it_was_made() {
    let plugins = PluginManager::builder().instance(Fails(Act::Fails)).build().unwrap();
    let before = plugins.caller::<dyn Feed>().isolated().without(["nobody"]);
    let heard = heard(&plugins);
    before.fetch();
    plugins.clone().caller::<dyn Feed>().isolated().fetch();
    assert_eq!(heard().len(), 2);
    plugins.disable("fails").unwrap();
    before.fetch();
    assert_eq!(heard(), [""; 0]);
}

#[test]
fn a_subscriber_that_makes_such_a_call_itself_is_told_afterwards() {
    let plugins = PluginManager::builder().instance(Fails(Act::Fails)).build().unwrap();
    let feed = plugins.caller::<dyn Feed>().isolated();
    let (times, inside) = (Arc::new(AtomicUsize::new(0)), AtomicBool::new(false));
    let (counted, inner) = (Arc::clone(&times), feed.clone());
    plugins
        .subscribe(move |event| {
            let PluginEvent::HookFailed { .. } = event else { return };
            // A panic of a subscriber is swallowed; this one would leave the count short.
            assert!(
                !inside.swap(true, Ordering::Relaxed),
                "it is told of the next one while it hears of this one"
            );
            if counted.fetch_add(1, Ordering::Relaxed) < 2 {
                inner.fetch();
            }
            inside.store(false, Ordering::Relaxed);
        })
        .detach();
    feed.fetch();
    assert_eq!(times.load(Ordering::Relaxed), 3, "each of the three calls has failed, and was told of once");
}
