//! Calls that append to a vector of the caller's: `<hook>_into`, in both engines.

mod support;

use std::pin::pin;
use std::task::{Context, Waker};

use pluginkit::plugin_set;
use pluginkit::prelude::*;
use support::{Refusal, drive};

#[extension_point]
trait Feed {
    fn all(&self, n: u32) -> u32;
    fn some(&self, n: u32) -> Option<u32>;
    fn tried(&self, n: u32) -> Result<u32, Refusal>;
    async fn awaited(&self, n: u32) -> Result<u32, Refusal>;
    async fn borrowed(&self, into: &str, n: u32) -> String;
    /// Beside it is a hook of the name that appending would have.
    fn taken(&self) -> u32;
    fn taken_into(&self) -> u32;
}

#[plugin(id = "one", version = "1.0.0", listed)]
#[derive(Default)]
struct One;

#[extension]
impl Feed for One {
    fn all(&self, n: u32) -> u32 {
        n
    }
    fn some(&self, n: u32) -> Option<u32> {
        (n > 0).then_some(n)
    }
    fn tried(&self, n: u32) -> Result<u32, Refusal> {
        Ok(n)
    }
    fn awaited(&self, n: u32) -> Result<u32, Refusal> {
        Ok(n)
    }
    async fn borrowed(&self, into: &str, n: u32) -> String {
        into.repeat(n as usize)
    }
    fn taken_into(&self) -> u32 {
        1
    }
}

#[plugin(id = "two", version = "1.0.0", listed)]
#[derive(Default)]
struct Two;

#[extension]
impl Feed for Two {
    fn all(&self, n: u32) -> u32 {
        n * 2
    }
    fn tried(&self, n: u32) -> Result<u32, Refusal> {
        if n == 1 { Err(Refusal("no")) } else { Ok(n * 2) }
    }
    async fn awaited(&self, n: u32) -> Result<u32, Refusal> {
        tokio::task::yield_now().await;
        if n == 1 { Err(Refusal("no")) } else { Ok(n * 2) }
    }
}

#[plugin(id = "more", version = "1.0.0", listed)]
#[derive(Default)]
struct More;

#[extension(wrapper)]
impl FeedWrapper for More {
    fn all(&self, n: u32, next: Next<'_>) -> HookResult<Vec<u32>> {
        let mut all = next.run()?;
        all.push(n + 100);
        Ok(all)
    }
}

plugin_set! {
    struct Two1 { one: One, two: Two }
    points: [Feed];
}

plugin_set! {
    struct Three { one: One, two: Two, more: More }
    points: [Feed];
}

fn appends<F, E: FeedEngine>(feed: &FeedCaller<F, E>) {
    let feed = feed.fail_fast();
    let mut into = vec![7];
    feed.all_into(&mut into, 3).unwrap();
    feed.some_into(&mut into, 4).unwrap();
    feed.some_into(&mut into, 0).unwrap();
    drive(feed.awaited_into(&mut into, 5)).unwrap();
    assert_eq!(into, [7, 3, 6, 4, 5, 10]);
    feed.tried_into(&mut into, 1).unwrap_err();
    drive(feed.awaited_into(&mut into, 1)).unwrap_err();
    assert_eq!(into, [7, 3, 6, 4, 5, 10], "a call without an outcome appends nothing");
    {
        let mut call = pin!(feed.awaited_into(&mut into, 5));
        assert!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    assert_eq!(into, [7, 3, 6, 4, 5, 10], "nor does one that is dropped");
    feed.isolated().tried_into(&mut into, 1);
    let report = drive(feed.reported().awaited_into(&mut into, 1));
    assert_eq!((into.as_slice(), report.failures.len()), ([7, 3, 6, 4, 5, 10, 1, 1].as_slice(), 1));
    let mut texts = Vec::new();
    drive(feed.borrowed_into(&mut texts, "a", 2)).unwrap();
    assert_eq!(texts, ["aa"]);
    assert_eq!(feed.taken_into().unwrap(), [1]);
}

fn appends_what_the_wrapper_made<E: FeedEngine>(feed: &FeedCaller<pluginkit::FailFast, E>) {
    let mut into = vec![7];
    feed.all_into(&mut into, 3).unwrap();
    assert_eq!(into, [7, 3, 6, 103]);
}

#[test]
fn a_set_appends() {
    appends(&Two1::default().caller::<dyn Feed>());
    appends_what_the_wrapper_made(&Three::default().caller::<dyn Feed>());
}

#[test]
fn a_manager_appends() {
    let build = |builder: pluginkit::PluginManagerBuilder| builder.build().unwrap().caller::<dyn Feed>();
    appends(&build(PluginManager::builder().set(Two1::default())));
    appends_what_the_wrapper_made(&build(PluginManager::builder().set(Three::default())));
}

#[test]
fn a_manager_appends_through_a_caller_from_before_a_change() {
    let plugins = PluginManager::builder().set(Two1::default()).build().unwrap();
    let feed = plugins.caller::<dyn Feed>();
    plugins.disable("one").unwrap();
    let mut into = Vec::new();
    feed.all_into(&mut into, 3).unwrap();
    assert_eq!(into, [6]);
}

#[test]
fn what_has_room_is_not_moved() {
    let set = Two1::default();
    let mut into = Vec::with_capacity(8);
    let before = into.as_ptr();
    set.caller::<dyn Feed>().all_into(&mut into, 3).unwrap();
    assert_eq!(into.as_ptr(), before);
}
