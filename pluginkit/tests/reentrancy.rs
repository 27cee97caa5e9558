//! Plugins that call back: the same hook, another one, or the manager, from inside a call.

mod support;

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use pluginkit::prelude::*;
use support::Log;

#[extension_point]
trait Feed {
    fn count(&self, n: u32) -> u32;
    async fn count_later(&self, n: u32) -> u32;
    fn other(&self) -> String;
    async fn other_later(&self) -> String;
    fn act(&self);
    async fn act_later(&self);
}

/// What it does when it is told to act.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Deed {
    Nothing,
    CallsAnotherHook,
    DisablesTheLast,
    DisablesItself,
    EnablesTheLast,
    MakesACaller,
    AsksWhoIsThere,
}

const DEEDS: [Deed; 6] = [
    Deed::CallsAnotherHook,
    Deed::DisablesTheLast,
    Deed::DisablesItself,
    Deed::EnablesTheLast,
    Deed::MakesACaller,
    Deed::AsksWhoIsThere,
];

/// The manager that a plugin is in, once it is known.
struct Inside {
    plugins: OnceLock<PluginManager>,
    feed: OnceLock<FeedCaller>,
    deed: Deed,
    log: Log,
}

impl Inside {
    fn new(deed: Deed, log: &Log) -> Self {
        Inside { plugins: OnceLock::new(), feed: OnceLock::new(), deed, log: log.clone() }
    }

    fn knows(&self, plugins: &PluginManager) {
        let _ = self.plugins.set(plugins.clone());
        let _ = self.feed.set(plugins.caller::<dyn Feed>());
    }

    fn feed(&self) -> &FeedCaller {
        self.feed.get().unwrap()
    }

    fn act(&self, id: &str) {
        let plugins = self.plugins.get().unwrap();
        match self.deed {
            Deed::Nothing => {}
            Deed::CallsAnotherHook => self.log.note(self.feed().other().unwrap().concat()),
            Deed::DisablesTheLast => plugins.disable("z-last").unwrap(),
            Deed::DisablesItself => plugins.disable(id).unwrap(),
            Deed::EnablesTheLast => plugins.enable("z-last").unwrap(),
            Deed::MakesACaller => {
                let feed = plugins.caller::<dyn Feed>().without(["z-last"]);
                self.log.note(feed.other().unwrap().concat());
            }
            Deed::AsksWhoIsThere => self.log.note(plugins.ids().len().to_string()),
        }
    }

    async fn act_later(&self, id: &str) {
        tokio::task::yield_now().await;
        if self.deed == Deed::CallsAnotherHook {
            self.log.note(self.feed().other_later().await.unwrap().concat());
        } else {
            self.act(id);
        }
        tokio::task::yield_now().await;
    }
}

#[plugin(id = "implements", version = "1.0.0", listed)]
struct Implements(Inside);

#[extension]
impl Feed for Implements {
    fn count(&self, n: u32) -> u32 {
        if n == 0 { 0 } else { 1 + self.0.feed().count(n - 1).unwrap().iter().sum::<u32>() }
    }
    async fn count_later(&self, n: u32) -> u32 {
        tokio::task::yield_now().await;
        if n == 0 {
            return 0;
        }
        let inner: std::pin::Pin<Box<dyn Future<Output = HookResult<Vec<u32>>> + Send + '_>> =
            Box::pin(self.0.feed().count_later(n - 1));
        1 + inner.await.unwrap().iter().sum::<u32>()
    }
    fn other(&self) -> String {
        "other".to_owned()
    }
    async fn other_later(&self) -> String {
        tokio::task::yield_now().await;
        "other".to_owned()
    }
    fn act(&self) {
        self.0.act("implements");
        self.0.log.note("implements");
    }
    async fn act_later(&self) {
        self.0.act_later("implements").await;
        self.0.log.note("implements");
    }
}

#[plugin(id = "wraps", version = "1.0.0", listed)]
struct Wraps(Inside);

#[extension(wrapper)]
impl FeedWrapper for Wraps {
    fn act(&self, next: Next<'_>) -> HookResult<()> {
        self.0.act("wraps");
        next.run()?;
        self.0.act("wraps");
        self.0.log.note("wraps");
        Ok(())
    }
    async fn act_later(&self, next: Next<'_>) -> HookResult<()> {
        self.0.act_later("wraps").await;
        next.run().await?;
        self.0.act_later("wraps").await;
        self.0.log.note("wraps");
        Ok(())
    }
}

/// Comes last, and notices when it is not called.
#[plugin(id = "z-last", version = "1.0.0", listed)]
struct Last(Log);

#[extension]
impl Feed for Last {
    fn other(&self) -> String {
        " last".to_owned()
    }
    fn other_later(&self) -> String {
        " last".to_owned()
    }
    fn act(&self) {
        self.0.note("last");
    }
    fn act_later(&self) {
        self.0.note("last");
    }
}

fn manager(implements: Deed, wraps: Deed) -> (PluginManager, Log) {
    let log = Log::default();
    let plugins = PluginManager::builder()
        .instance(Implements(Inside::new(implements, &log)))
        .instance(Wraps(Inside::new(wraps, &log)))
        .instance(Last(log.clone()))
        .build()
        .unwrap();
    plugins.plugin::<Implements>().unwrap().0.knows(&plugins);
    plugins.plugin::<Wraps>().unwrap().0.knows(&plugins);
    (plugins, log)
}

/// The lines that say who was called.
fn called(log: &Log) -> Vec<String> {
    log.take().into_iter().filter(|line| ["implements", "wraps", "last"].contains(&line.as_str())).collect()
}

#[tokio::test]
async fn a_hook_may_call_itself() {
    let (plugins, _) = manager(Deed::Nothing, Deed::Nothing);
    let feed = plugins.caller::<dyn Feed>();
    assert_eq!(feed.count(20).unwrap(), [20]);
    assert_eq!(feed.count_later(20).await.unwrap(), [20]);
}

#[tokio::test]
async fn an_implementation_may_do_anything_and_this_call_goes_on_as_it_began() {
    for deed in DEEDS {
        let (plugins, log) = manager(deed, Deed::Nothing);
        let feed = plugins.caller::<dyn Feed>();
        feed.act().unwrap();
        assert_eq!(called(&log), ["implements", "last", "wraps"], "{deed:?}");
    }
    for deed in DEEDS {
        let (plugins, log) = manager(deed, Deed::Nothing);
        let feed = plugins.caller::<dyn Feed>();
        feed.act_later().await.unwrap();
        assert_eq!(called(&log), ["implements", "last", "wraps"], "{deed:?}");
    }
}

#[tokio::test]
async fn so_may_a_wrapper() {
    for deed in DEEDS {
        let (plugins, log) = manager(Deed::Nothing, deed);
        plugins.caller::<dyn Feed>().act().unwrap();
        assert_eq!(called(&log), ["implements", "last", "wraps"], "{deed:?}");
    }
    for deed in DEEDS {
        let (plugins, log) = manager(Deed::Nothing, deed);
        plugins.caller::<dyn Feed>().act_later().await.unwrap();
        assert_eq!(called(&log), ["implements", "last", "wraps"], "{deed:?}");
    }
}

#[test]
fn the_next_call_has_what_was_done() {
    let (plugins, log) = manager(Deed::DisablesTheLast, Deed::Nothing);
    let feed = plugins.caller::<dyn Feed>();
    feed.act().unwrap();
    feed.act().unwrap();
    assert_eq!(called(&log), ["implements", "last", "wraps", "implements", "wraps"]);
}

#[test]
fn a_call_from_inside_sees_what_was_just_done() {
    let (plugins, log) = manager(Deed::MakesACaller, Deed::DisablesTheLast);
    plugins.caller::<dyn Feed>().act().unwrap();
    assert!(log.take().contains(&"other".to_owned()));
    let (plugins, log) = manager(Deed::CallsAnotherHook, Deed::DisablesTheLast);
    plugins.caller::<dyn Feed>().act().unwrap();
    assert!(log.take().contains(&"other".to_owned()), "without ` last`: it is off by then");
}

/// Failures of a call inside a call.
mod failures {
    use super::*;

    #[extension_point]
    trait Outer {
        fn call(&self) -> HookResult<u32>;
        fn swallow(&self) -> u32;
    }

    #[extension_point]
    trait Inner {
        fn call(&self) -> Result<u32, BoxError>;
    }

    #[plugin(id = "calls", version = "1.0.0", listed)]
    #[derive(Default)]
    struct Calls {
        inner: OnceLock<InnerCaller>,
        seen: AtomicU32,
    }

    #[extension]
    impl Outer for Calls {
        fn call(&self) -> HookResult<u32> {
            Ok(self.inner.get().unwrap().call()?.len().try_into().unwrap())
        }
        fn swallow(&self) -> u32 {
            let report = self.inner.get().unwrap().reported().call();
            self.seen.fetch_add(u32::try_from(report.failures.len()).unwrap(), Ordering::Relaxed);
            0
        }
    }

    #[plugin(id = "fails", version = "1.0.0", listed)]
    #[derive(Default)]
    struct Fails;

    #[extension]
    impl Inner for Fails {
        fn call(&self) -> Result<u32, BoxError> {
            Err("deep down".into())
        }
    }

    fn plugins() -> PluginManager {
        let plugins = PluginManager::builder().plugins(plugins![Calls, Fails]).build().unwrap();
        plugins.plugin::<Calls>().unwrap().inner.set(plugins.caller::<dyn Inner>()).unwrap();
        plugins
    }

    #[test]
    fn name_both_calls() {
        let error = plugins().caller::<dyn Outer>().call().unwrap_err();
        assert_eq!((error.plugin(), error.hook()), ("calls", "outer.call"));
        let source = std::error::Error::source(&error).and_then(|source| source.downcast_ref::<HookError>());
        assert_eq!(source.map(|inner| (inner.plugin(), inner.hook())), Some(("fails", "inner.call")));
    }

    #[test]
    fn are_in_the_report_of_the_call_they_belong_to() {
        let plugins = plugins();
        let report = plugins.caller::<dyn Outer>().reported().swallow();
        assert!(report.is_complete());
        assert_eq!(report.contributors, ["calls"]);
        assert_eq!(plugins.plugin::<Calls>().unwrap().seen.load(Ordering::Relaxed), 1);
    }
}
