//! `HookObserver`: a plugin sees the calls of others, across points, and disturbs none of them.

mod support;

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use pluginkit::prelude::*;
use pluginkit::{Ended, HookCall};
use support::{Log, Refusal, poll_once};

#[extension_point(id = "user.session")]
trait Session {
    fn opened(&self, name: &str) -> Result<u32, Refusal>;
    #[hook(pipeline)]
    fn name(&self, name: String, width: usize) -> String;
    fn given(&self, secret: &Secret);
    async fn close(&self, what: What) -> u32;
    #[hook(concurrent)]
    async fn race(&self, what: What) -> u32;
}

#[extension_point]
trait Feed {
    fn fetch(&self, topic: &str) -> u32;
}

/// Has no `Debug`.
#[derive(Clone)]
struct Secret;

/// What an asynchronous implementation is told to do.
#[derive(Clone, Copy, Debug, PartialEq)]
enum What {
    Answer,
    Wait,
    Panic,
}

async fn done(what: What) -> u32 {
    tokio::task::yield_now().await;
    match what {
        What::Answer => 1,
        What::Wait => std::future::pending().await,
        What::Panic => panic!("boom"),
    }
}

#[plugin(id = "desk", version = "1.0.0", listed)]
#[derive(Default)]
struct Desk;

#[extension]
impl Session for Desk {
    fn opened(&self, name: &str) -> Result<u32, Refusal> {
        match name {
            "nobody" => Err(Refusal("no")),
            "trouble" => panic!("boom"),
            _ => Ok(1),
        }
    }
    fn name(&self, name: String, width: usize) -> String {
        format!("{name:width$}")
    }
    fn given(&self, _: &Secret) {}
    async fn close(&self, what: What) -> u32 {
        done(what).await
    }
    async fn race(&self, what: What) -> u32 {
        done(what).await
    }
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Feed for Weather {
    fn fetch(&self, _: &str) -> u32 {
        7
    }
}

/// Makes an observer that notes what it sees.
macro_rules! observer {
    ($name:ident, $id:tt, $($key:tt)*) => {
        #[plugin(id = $id, version = "1.0.0", listed)]
        struct $name(Log);

        #[extension($($key)*)]
        impl HookObserver for $name {
            fn began(&self, call: &HookCall) {
                let arguments = call.arguments().map(|arguments| format!("({arguments})")).unwrap_or_default();
                self.0.note(format!("{}: {} {}{arguments}", $id, call.hook().id(), call.plugin()));
            }
            fn ended(&self, call: &HookCall, ended: &Ended) {
                let arguments = call.arguments().map(|arguments| format!("({arguments})")).unwrap_or_default();
                let (hook, plugin, elapsed) = (call.hook().id(), call.plugin(), ended.elapsed());
                let took = if elapsed < Duration::from_secs(1) { String::new() } else { format!(" in {elapsed:?}") };
                self.0.note(format!("{}: {hook} {plugin}{arguments} {}{took}", $id, ended.outcome()));
            }
        }
    };
}

observer!(Audit, "audit", on = "user.*.*");
observer!(Verbose, "verbose", on = "user.session.*", arguments);
observer!(Everything, "everything",);
observer!(First, "first", on = "feed.*", priority = 10);
observer!(Last, "last", on = "**.fetch", priority = -10);

fn manager(log: &Log) -> PluginManager {
    let log = log.clone();
    PluginManager::builder().plugin::<Desk>().plugin::<Weather>().instance(Audit(log)).build().unwrap()
}

#[test]
fn an_observer_sees_the_hooks_that_its_pattern_stands_for() {
    let log = Log::default();
    let plugins = manager(&log);
    assert_eq!(plugins.caller::<dyn Session>().opened("Ada").unwrap(), [1]);
    assert_eq!(log.take(), ["audit: user.session.opened desk", "audit: user.session.opened desk returned"]);
    assert_eq!(plugins.caller::<dyn Feed>().fetch("harbor").unwrap(), [7]);
    assert!(log.take().is_empty());
}

#[test]
fn an_observer_without_a_pattern_sees_every_hook() {
    let log = Log::default();
    let builder = PluginManager::builder().plugin::<Desk>().plugin::<Weather>();
    let plugins = builder.instance(Everything(log.clone())).build().unwrap();
    plugins.caller::<dyn Feed>().fetch("harbor").unwrap();
    plugins.caller::<dyn Session>().given(&Secret).unwrap();
    let seen = log.take();
    assert_eq!(seen.len(), 4, "{seen:?}");
    assert!(seen[0].contains("feed.fetch weather") && seen[3].contains("user.session.given desk returned"));
}

#[test]
fn observers_are_told_in_the_order_of_their_point() {
    let log = Log::default();
    let builder = PluginManager::builder().plugin::<Weather>();
    let plugins = builder.instance(Last(log.clone())).instance(First(log.clone())).build().unwrap();
    plugins.caller::<dyn Feed>().fetch("harbor").unwrap();
    let seen = log.take();
    let order: Vec<&str> = seen.iter().filter_map(|line| line.split(':').next()).collect();
    assert_eq!(order, ["first", "last", "first", "last"]);
}

#[test]
fn an_error_and_a_panic_are_told_from_an_answer() {
    let log = Log::default();
    let plugins = manager(&log);
    let session = plugins.caller::<dyn Session>();
    assert!(session.opened("nobody").unwrap_err().to_string().contains("no"));
    assert_eq!(log.take()[1..], ["audit: user.session.opened desk failed"]);
    let error = session.opened("trouble").unwrap_err();
    assert_eq!(error.kind().to_string(), "panicked: boom");
    assert_eq!(log.take()[1..], ["audit: user.session.opened desk panicked"]);
    assert!(session.isolated().opened("trouble").is_empty());
    assert_eq!(log.take()[1..], ["audit: user.session.opened desk panicked"]);
}

#[test]
fn the_value_of_a_pipeline_goes_through_untouched() {
    let log = Log::default();
    let builder = PluginManager::builder().plugin::<Desk>();
    let plugins = builder.instance(Verbose(log.clone())).build().unwrap();
    assert_eq!(plugins.caller::<dyn Session>().name("Ada".to_owned(), 5).unwrap(), "Ada  ");
    let call = "verbose: user.session.name desk(\"Ada\", 5)";
    assert_eq!(log.take(), [call.to_owned(), format!("{call} returned")]);
}

#[test]
fn arguments_are_shown_to_whoever_asks_where_they_can_be() {
    let log = Log::default();
    let builder = PluginManager::builder().plugin::<Desk>();
    let plugins = builder.instance(Verbose(log.clone())).instance(Audit(log.clone())).build().unwrap();
    let session = plugins.caller::<dyn Session>();
    session.opened("Ada").unwrap();
    let seen = log.take();
    assert_eq!(
        seen[..2],
        ["audit: user.session.opened desk", "verbose: user.session.opened desk(\"Ada\")"],
        "each by its own wish"
    );
    session.given(&Secret).unwrap();
    assert_eq!(log.take()[1], "verbose: user.session.given desk", "`Secret` has no `Debug`");
}

#[test]
fn arguments_whose_debug_panics_are_not_shown() {
    #[derive(Clone)]
    struct Shy;
    impl std::fmt::Debug for Shy {
        fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            panic!("do not look")
        }
    }
    #[extension_point(id = "user.session")]
    trait Shyness {
        fn look(&self, at: Shy) -> u8;
    }
    #[plugin(id = "mirror", version = "1.0.0", listed)]
    #[derive(Default)]
    struct Mirror;
    #[extension]
    impl Shyness for Mirror {
        fn look(&self, _: Shy) -> u8 {
            1
        }
    }
    let log = Log::default();
    let plugins = PluginManager::builder().plugin::<Mirror>().instance(Verbose(log.clone())).build().unwrap();
    assert_eq!(plugins.caller::<dyn Shyness>().look(Shy).unwrap(), [1]);
    assert_eq!(log.take()[0], "verbose: user.session.look mirror");
}

#[tokio::test]
async fn an_asynchronous_call_is_seen_to_its_end() {
    let log = Log::default();
    let plugins = manager(&log);
    let session = plugins.caller::<dyn Session>();
    let mut call = Box::pin(session.close(What::Answer));
    assert!(poll_once(&mut call).is_pending());
    assert_eq!(log.take(), ["audit: user.session.close desk"]);
    assert_eq!(call.await.unwrap(), [1]);
    assert_eq!(log.take(), ["audit: user.session.close desk returned"]);
    assert!(session.close(What::Panic).await.is_err());
    assert_eq!(log.take()[1..], ["audit: user.session.close desk panicked"]);
}

#[tokio::test]
async fn a_call_that_is_dropped_is_cancelled_and_told_once() {
    let log = Log::default();
    let plugins = manager(&log);
    let session = plugins.caller::<dyn Session>();
    let mut call = Box::pin(session.close(What::Wait));
    assert!(poll_once(&mut call).is_pending());
    log.take();
    drop(call);
    assert_eq!(log.take(), ["audit: user.session.close desk cancelled"]);
    let never = session.close(What::Wait);
    drop(never);
    assert!(log.take().is_empty(), "what did not begin does not end");
}

#[tokio::test]
async fn concurrent_calls_are_seen() {
    let log = Log::default();
    let plugins = manager(&log);
    assert_eq!(plugins.caller::<dyn Session>().race(What::Answer).await.unwrap(), [1]);
    assert_eq!(log.take(), ["audit: user.session.race desk", "audit: user.session.race desk returned"]);
}

#[cfg(feature = "tokio")]
mod limits {
    use super::*;

    #[extension_point(id = "user.slow")]
    trait Slow {
        fn now(&self, limit: u64);
        async fn later(&self);
        async fn asleep(&self) -> u32;
    }

    #[plugin(id = "snail", version = "1.0.0", listed)]
    #[derive(Default)]
    struct Snail;

    #[extension(timeout = "2s")]
    impl Slow for Snail {
        async fn later(&self) {
            std::future::pending::<()>().await;
        }
        async fn asleep(&self) -> u32 {
            tokio::time::sleep(Duration::from_millis(1500)).await;
            1
        }
    }

    #[plugin(id = "rock", version = "1.0.0", listed)]
    #[derive(Default)]
    struct Rock;

    #[extension(timeout = "1ms")]
    impl Slow for Rock {
        fn now(&self, seconds: u64) {
            std::thread::sleep(Duration::from_secs(seconds));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_timeout_is_told_from_a_cancellation() {
        let log = Log::default();
        let plugins =
            PluginManager::builder().plugin::<Snail>().instance(Audit(log.clone())).build().unwrap();
        let slow = plugins.caller::<dyn Slow>();
        let error = slow.later().await.unwrap_err();
        assert_eq!(error.kind().to_string(), "timed out after 2s");
        assert!(log.take()[1].starts_with("audit: user.slow.later snail timed out in 2"));
        assert!(tokio::time::timeout(Duration::from_secs(1), slow.later()).await.is_err());
        assert!(log.take()[1].starts_with("audit: user.slow.later snail cancelled in 1"));
    }

    #[tokio::test(start_paused = true)]
    async fn what_it_took_is_measured_by_the_clock_of_the_runtime() {
        let log = Log::default();
        let plugins =
            PluginManager::builder().plugin::<Snail>().instance(Audit(log.clone())).build().unwrap();
        assert_eq!(plugins.caller::<dyn Slow>().asleep().await.unwrap(), [1]);
        assert!(log.take()[1].starts_with("audit: user.slow.asleep snail returned in 1.5"));
    }

    #[test]
    fn a_synchronous_call_that_is_left_behind_has_timed_out() {
        let log = Log::default();
        let plugins = PluginManager::builder().plugin::<Rock>().instance(Audit(log.clone())).build().unwrap();
        let error = plugins.caller::<dyn Slow>().now(20).unwrap_err();
        assert_eq!(error.kind().to_string(), "timed out after 1ms");
        assert_eq!(log.take()[1..], ["audit: user.slow.now rock timed out"]);
    }
}

#[test]
fn a_call_that_when_declines_is_none() {
    #[plugin(id = "picky", version = "1.0.0", listed)]
    #[derive(Default)]
    struct Picky;
    #[extension(when = is_wanted)]
    impl Feed for Picky {
        fn fetch(&self, _: &str) -> u32 {
            1
        }
    }
    fn is_wanted(_: &Picky, topic: &str) -> bool {
        topic == "harbor"
    }
    let log = Log::default();
    let plugins = PluginManager::builder().plugin::<Picky>().instance(First(log.clone())).build().unwrap();
    let feed = plugins.caller::<dyn Feed>();
    assert!(feed.fetch("stocks").unwrap().is_empty());
    assert!(log.take().is_empty());
    assert_eq!(feed.fetch("harbor").unwrap(), [1]);
    assert_eq!(log.take(), ["first: feed.fetch picky", "first: feed.fetch picky returned"]);
}

#[test]
fn an_observer_sees_nothing_while_it_is_not_called() {
    let log = Log::default();
    let plugins = manager(&log);
    let session = plugins.caller::<dyn Session>();
    let narrowed = session.only(["desk"]);
    let calls = || {
        session.opened("Ada").unwrap();
        narrowed.opened("Ada").unwrap();
        log.take().len()
    };
    assert_eq!(calls(), 4);
    plugins.disable("audit").unwrap();
    assert_eq!(calls(), 0);
    plugins.enable("audit").unwrap();
    assert_eq!(calls(), 4);
}

#[tokio::test]
async fn an_observer_comes_and_goes_with_its_plugin() {
    let log = Log::default();
    let plugins = PluginManager::builder().plugin::<Desk>().build().unwrap();
    let session = plugins.caller::<dyn Session>();
    session.opened("Ada").unwrap();
    let audit = Arc::new(Audit(log.clone()));
    let weak = Arc::downgrade(&audit);
    plugins.register(audit).await.unwrap();
    session.opened("Ada").unwrap();
    assert_eq!(log.take().len(), 2);
    plugins.remove("audit").await.unwrap();
    session.opened("Ada").unwrap();
    assert!(log.take().is_empty());
    assert!(weak.upgrade().is_none(), "nothing holds an observer that is gone");
}

#[tokio::test]
async fn no_table_keeps_an_observer_that_is_gone() {
    let plugins = manager(&Log::default());
    plugins.caller::<dyn Session>().opened("Ada").unwrap();
    let weak = Arc::downgrade(&plugins.plugin::<Audit>().unwrap());
    plugins.remove("audit").await.unwrap();
    assert!(weak.upgrade().is_none(), "though nobody has called since");
}

#[test]
fn a_panic_of_an_observer_is_its_own_failure_and_nobody_elses() {
    #[plugin(id = "clumsy", version = "1.0.0", listed)]
    #[derive(Default)]
    struct Clumsy;
    #[extension]
    impl HookObserver for Clumsy {
        fn began(&self, _: &HookCall) {
            panic!("oops")
        }
        fn ended(&self, _: &HookCall, _: &Ended) {
            panic!("oops again")
        }
    }
    let log = Log::default();
    let plugins = PluginManager::builder().plugin::<Weather>().plugin::<Clumsy>().build().unwrap();
    let noted = log.clone();
    let _subscription = plugins.subscribe(move |event| noted.note(event.to_string()));
    assert_eq!(plugins.caller::<dyn Feed>().fetch("harbor").unwrap(), [7]);
    assert_eq!(
        log.take(),
        [
            "hook.failed: plugin `clumsy`, hook `hook_observer.began`: panicked: oops",
            "hook.failed: plugin `clumsy`, hook `hook_observer.ended`: panicked: oops again",
        ]
    );
}

#[test]
fn what_an_observer_calls_is_told_to_others_and_not_to_itself() {
    #[plugin(id = "curious", version = "1.0.0", listed)]
    #[derive(Default)]
    struct Curious {
        feed: OnceLock<FeedCaller>,
        told: AtomicU32,
    }
    #[extension(on = "feed.*", priority = 5)]
    impl HookObserver for Curious {
        fn began(&self, _: &HookCall) {
            self.told.fetch_add(1, Ordering::Relaxed);
            self.feed.get().unwrap().fetch("more").unwrap();
        }
    }
    #[plugin(id = "keen", version = "1.0.0", listed)]
    #[derive(Default)]
    struct Keen(Curious);
    #[extension(on = "feed.*")]
    impl HookObserver for Keen {
        fn began(&self, call: &HookCall) {
            HookObserver::began(&self.0, call);
        }
    }
    let (curious, keen, log) = (Arc::new(Curious::default()), Arc::new(Keen::default()), Log::default());
    let builder = PluginManager::builder().plugin::<Weather>().instance(First(log.clone()));
    let plugins = builder.instance(curious.clone()).instance(keen.clone()).build().unwrap();
    let feed = plugins.caller::<dyn Feed>();
    curious.feed.set(feed.clone()).ok().unwrap();
    keen.0.feed.set(feed.clone()).ok().unwrap();
    feed.fetch("harbor").unwrap();
    // The call; what each makes of it; and what each makes of what the other made of it.
    assert_eq!(curious.told.load(Ordering::Relaxed), 2);
    assert_eq!(keen.0.told.load(Ordering::Relaxed), 2);
    assert_eq!(log.take().len(), 2 * 5);
}

#[test]
fn what_an_observer_implements_itself_is_seen_too() {
    #[plugin(id = "both", version = "1.0.0", listed)]
    #[derive(Default)]
    struct Both(Mutex<Vec<String>>);
    #[extension(on = "feed.*")]
    impl HookObserver for Both {
        fn ended(&self, call: &HookCall, _: &Ended) {
            self.0.lock().unwrap().push(call.plugin().to_string());
        }
    }
    #[extension]
    impl Feed for Both {
        fn fetch(&self, _: &str) -> u32 {
            1
        }
    }
    let plugins = PluginManager::builder().plugin::<Both>().plugin::<Weather>().build().unwrap();
    assert_eq!(plugins.caller::<dyn Feed>().fetch("harbor").unwrap(), [1, 7]);
    assert_eq!(*plugins.plugin::<Both>().unwrap().0.lock().unwrap(), ["both", "weather"]);
}

#[tokio::test]
async fn the_hooks_that_every_host_has_are_seen_too() {
    #[plugin(id = "database", version = "1.0.0", listed)]
    #[derive(Default)]
    struct Database;
    #[extension]
    impl Lifecycle for Database {
        async fn start(&self, _: &PluginContext) -> Result<(), BoxError> {
            Err("no disk".into())
        }
    }
    #[extension]
    impl ErrorHook for Database {
        fn on_error(&self, _: &PluginContext, _: &HookError) {}
    }
    let log = Log::default();
    let plugins =
        PluginManager::builder().plugin::<Database>().instance(Everything(log.clone())).build().unwrap();
    assert!(plugins.start().await.is_err());
    // Nobody sees `on_error`.
    assert_eq!(
        log.take(),
        ["everything: lifecycle.start database", "everything: lifecycle.start database failed"]
    );
}

#[test]
fn a_wrapper_that_answers_by_itself_leaves_nothing_to_see() {
    #[plugin(id = "cache", version = "1.0.0", listed)]
    #[derive(Default)]
    struct Cache;
    #[extension(wrapper)]
    impl FeedWrapper for Cache {
        fn fetch(&self, topic: &str, next: Next<'_>) -> HookResult<Vec<u32>> {
            if topic == "known" { Ok(vec![9]) } else { next.run() }
        }
    }
    let log = Log::default();
    let builder = PluginManager::builder().plugin::<Weather>().plugin::<Cache>();
    let plugins = builder.instance(First(log.clone())).build().unwrap();
    let feed = plugins.caller::<dyn Feed>();
    assert_eq!(feed.fetch("known").unwrap(), [9]);
    assert!(log.take().is_empty());
    assert_eq!(feed.fetch("new").unwrap(), [7]);
    assert_eq!(log.take().len(), 2);
}

#[test]
fn a_pipeline_that_is_ended_is_seen_as_far_as_it_went() {
    #[extension_point(id = "feed")]
    trait Steps {
        #[hook(pipeline)]
        fn step(&self, n: u32) -> ControlFlow<u32, u32>;
    }
    #[plugin(id = "one", version = "1.0.0", listed)]
    #[derive(Default)]
    struct One;
    #[extension(priority = 1)]
    impl Steps for One {
        fn step(&self, n: u32) -> ControlFlow<u32, u32> {
            ControlFlow::Break(n + 1)
        }
    }
    #[plugin(id = "two", version = "1.0.0", listed)]
    #[derive(Default)]
    struct Two;
    #[extension]
    impl Steps for Two {
        fn step(&self, n: u32) -> ControlFlow<u32, u32> {
            ControlFlow::Continue(n + 1)
        }
    }
    let log = Log::default();
    let builder = PluginManager::builder().plugin::<One>().plugin::<Two>();
    let plugins = builder.instance(First(log.clone())).build().unwrap();
    assert_eq!(plugins.caller::<dyn Steps>().step(1).unwrap(), 2);
    assert_eq!(log.take(), ["first: feed.step one", "first: feed.step one returned"]);
}
