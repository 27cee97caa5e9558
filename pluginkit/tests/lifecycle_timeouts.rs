//! Hooks of a life that take too long: each has its own limit, the host has one for all, and the culprit is named.

#![cfg(feature = "tokio")]

#[path = "support/life.rs"]
mod life;
mod support;

use std::sync::Mutex;
use std::sync::mpsc;
use std::time::Duration;

use life::Phase::{Init, Start, Stop, Unload};
use life::{Done, Tells, actor, cast, failure, in_time, state, states};
use pluginkit::prelude::*;
use pluginkit::{Error, HookErrorKind, StartError, StartPolicy};
use support::{Log, poll_once};
use tokio::time::{Instant, sleep};

const LIMIT: Duration = Duration::from_secs(5);

/// Takes its time in one of its hooks.
#[plugin(id = "slow", version = "1.0.0", listed)]
struct Slow {
    hook: &'static str,
    seconds: u64,
    log: Log,
}

impl Slow {
    fn new(hook: &'static str, seconds: u64, log: &Log) -> Self {
        Slow { hook, seconds, log: log.clone() }
    }

    async fn take(&self, hook: &str) -> Done {
        if hook == self.hook {
            let _gone = self.log.guard(format!("{hook} is gone"));
            sleep(Duration::from_secs(self.seconds)).await;
            self.log.note(format!("{hook} is done"));
        }
        Ok(())
    }
}

#[extension(timeout = "2s")]
impl Lifecycle for Slow {
    async fn init(&self, _cx: &PluginContext) -> Result<(), BoxError> {
        self.take("init").await
    }
    async fn start(&self, _cx: &PluginContext) -> Result<(), BoxError> {
        self.take("start").await
    }
    async fn stop(&self, _cx: &PluginContext) -> Result<(), BoxError> {
        self.take("stop").await
    }
    async fn unload(&self, _cx: &PluginContext) -> Result<(), BoxError> {
        self.take("unload").await
    }
}

fn slow(hook: &'static str, seconds: u64) -> (PluginManager, Log) {
    let log = Log::default();
    (PluginManager::builder().instance(Slow::new(hook, seconds, &log)).build().unwrap(), log)
}

/// How long it took, in whole seconds.
async fn timed<T>(future: impl Future<Output = T>) -> (T, u64) {
    let began = Instant::now();
    let outcome = in_time(future).await;
    (outcome, began.elapsed().as_secs())
}

#[tokio::test(start_paused = true)]
async fn who_takes_longer_than_it_said_has_failed() {
    for hook in ["init", "start"] {
        let (plugins, log) = slow(hook, 60);
        let (outcome, seconds) = timed(plugins.start()).await;
        let Err(Error::Start(StartError::Failed { plugin, source, .. })) = outcome else {
            panic!("{outcome:?}")
        };
        assert_eq!((plugin.as_str(), source.plugin(), seconds), ("slow", "slow", 2));
        assert_eq!(source.hook(), format!("lifecycle.{hook}"));
        assert!(matches!(source.kind(), HookErrorKind::TimedOut(limit) if limit.as_secs() == 2));
        assert_eq!(log.take(), [format!("{hook} is gone")], "it is cut short");
        assert_eq!(state(&plugins, "slow"), "failed");
        assert!(failure(&plugins, "slow").unwrap().contains("timed out after 2s"));
    }
}

#[tokio::test(start_paused = true)]
async fn so_has_who_stops_too_slowly() {
    let (plugins, log) = slow("stop", 60);
    plugins.start().await.unwrap();
    let (outcome, seconds) = timed(plugins.stop()).await;
    assert_eq!(
        (outcome.told(), seconds),
        (vec!["stop slow: lifecycle.stop timed out after 2s".to_owned()], 2)
    );
    assert_eq!((log.take(), state(&plugins, "slow")), (vec!["stop is gone".to_owned()], "failed".to_owned()));
    let (plugins, _) = slow("unload", 60);
    plugins.start().await.unwrap();
    let (outcome, seconds) = timed(plugins.remove("slow")).await;
    assert_eq!(
        (outcome.told(), seconds),
        (vec!["stop slow: lifecycle.unload timed out after 2s".to_owned()], 2)
    );
    assert_eq!(state(&plugins, "slow"), "unknown");
}

#[tokio::test(start_paused = true)]
async fn within_its_time_it_is_left_alone() {
    for hook in ["init", "start", "stop", "unload"] {
        let (plugins, log) = slow(hook, 1);
        plugins.start().await.unwrap();
        plugins.shutdown().await.unwrap();
        assert_eq!(log.take(), [format!("{hook} is done"), format!("{hook} is gone")]);
    }
}

/// Elsewhere whoever hangs in a hook of its life hangs the host.
#[tokio::test(start_paused = true)]
async fn the_host_has_a_limit_for_each_hook_of_everybody() {
    let pause = |_: PluginContext| async {
        sleep(Duration::from_secs(4)).await;
        Ok(())
    };
    let log = Log::default();
    let plugins = cast([
        actor("a", &log).on(Init, pause).on(Start, pause).on(Stop, pause),
        actor("b", &log).needs("a").on(Start, pause).hangs(Stop),
        actor("c", &log).needs("b").hangs(Unload),
    ]);
    let plugins = plugins.lifecycle_timeout(LIMIT).build().unwrap();
    let (outcome, seconds) = timed(plugins.start()).await;
    outcome.unwrap();
    assert_eq!(seconds, 12, "each has its own five seconds");
    log.take();
    let (outcome, seconds) = timed(plugins.shutdown()).await;
    assert_eq!(
        outcome.told(),
        ["stop c: lifecycle.unload timed out after 5s", "stop b: lifecycle.stop timed out after 5s"]
    );
    assert_eq!(seconds, 14);
    assert_eq!(
        log.take().join(" "),
        "c.stop c.unload c.unload is dropped b.stop b.stop is dropped b.unload a.stop a.unload"
    );
}

#[tokio::test(start_paused = true)]
async fn who_hangs_in_the_start_is_named_and_the_start_is_taken_back() {
    let log = Log::default();
    let plugins =
        cast([actor("a", &log), actor("b", &log).needs("a").hangs(Start), actor("c", &log).needs("b")]);
    let plugins = plugins.lifecycle_timeout(LIMIT).build().unwrap();
    let (outcome, seconds) = timed(plugins.start()).await;
    assert_eq!((&outcome.told()[0], seconds), (&"start b: lifecycle.start timed out after 5s".to_owned(), 5));
    assert_eq!(states(&plugins, ["a", "b", "c"]), ["stopped", "failed", "filtered (dependency_unmet)"]);
    assert_eq!(log.take()[4..], ["b.start is dropped", "a.stop"]);
}

#[tokio::test(start_paused = true)]
async fn the_shorter_limit_counts() {
    for (host, limit) in [(1, 1), (5, 2)] {
        let log = Log::default();
        let plugins = PluginManager::builder().instance(Slow::new("start", 60, &log));
        let plugins = plugins.lifecycle_timeout(Duration::from_secs(host)).build().unwrap();
        let (outcome, seconds) = timed(plugins.start()).await;
        assert_eq!(seconds, limit);
        assert_eq!(outcome.told(), [format!("start slow: lifecycle.start timed out after {limit}s")]);
    }
}

/// Holds up whoever starts.
#[plugin(id = "dam", version = "1.0.0", listed)]
#[derive(Default)]
struct Dam;

#[extension(wrapper)]
impl LifecycleWrapper for Dam {
    async fn start(&self, _cx: &PluginContext, next: Next<'_>) -> HookResult<()> {
        next.run().await?;
        std::future::pending().await
    }
}

#[tokio::test(start_paused = true)]
async fn the_hosts_limit_holds_for_wrappers_too() {
    let log = Log::default();
    let plugins = cast([actor("a", &log)]).plugin::<Dam>().lifecycle_timeout(LIMIT).build().unwrap();
    let (outcome, seconds) = timed(plugins.start_plugin("a")).await;
    let Err(Error::Start(StartError::Failed { plugin, source, .. })) = outcome else { panic!("{outcome:?}") };
    assert_eq!((plugin.as_str(), seconds), ("a", 5));
    assert!(matches!(source.kind(), HookErrorKind::TimedOut(limit) if *limit == LIMIT));
    assert_eq!(state(&plugins, "a"), "failed");
}

#[tokio::test(start_paused = true)]
async fn whoever_waits_for_it_is_told_and_the_others_go_on() {
    let log = Log::default();
    let plugins = cast([actor("a", &log).hangs(Start), actor("b", &log), actor("c", &log).needs("a")]);
    let plugins = plugins.lifecycle_timeout(LIMIT).start_policy(StartPolicy::Continue).build().unwrap();
    let ((one, other), seconds) =
        timed(async { tokio::join!(plugins.start(), plugins.start_plugin("a")) }).await;
    assert_eq!(other.told(), ["start a: lifecycle.start timed out after 5s"]);
    let mut told = one.told();
    told.sort();
    assert_eq!(told, ["start a: lifecycle.start timed out after 5s", "start c: needs a"]);
    assert_eq!(states(&plugins, ["a", "b", "c"]), ["failed", "started", "filtered (dependency_unmet)"]);
    assert_eq!(seconds, 5);
}

#[tokio::test(start_paused = true)]
async fn what_is_owned_goes_when_the_time_is_up() {
    let log = Log::default();
    let plugins = cast([actor("a", &log).owns(Start, "start's").hangs(Start)]).lifecycle_timeout(LIMIT);
    in_time(plugins.build().unwrap().start()).await.unwrap_err();
    assert_eq!(log.take()[2..4], ["a.start is dropped", "start's"]);
}

/// Synchronous, and stuck until somebody lets go of it.
#[plugin(id = "stuck", version = "1.0.0", listed)]
struct Stuck {
    released: Mutex<mpsc::Receiver<()>>,
    told: Mutex<mpsc::Sender<String>>,
}

#[extension(timeout = "20ms")]
impl Lifecycle for Stuck {
    fn start(&self, cx: &PluginContext) -> Done {
        let _ = self.released.lock().unwrap().recv();
        let told = format!("{} is late, and there is a manager: {}", cx.id(), cx.plugins().is_ok());
        let _ = self.told.lock().unwrap().send(told);
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn a_synchronous_hook_that_is_stuck_is_left_behind() {
    let ((release, released), (told, heard)) = (mpsc::channel(), mpsc::channel());
    let stuck = Stuck { released: released.into(), told: told.into() };
    let plugins = PluginManager::builder().instance(stuck).build().unwrap();
    let mut start = Box::pin(plugins.start());
    assert!(poll_once(&mut start).is_pending(), "this thread is free");
    assert_eq!(start.await.told(), ["start stuck: lifecycle.start timed out after 20ms"]);
    assert_eq!(state(&plugins, "stuck"), "failed");
    release.send(()).unwrap();
    let late = heard.recv_timeout(Duration::from_secs(30)).unwrap();
    assert_eq!(late, "stuck is late, and there is a manager: true");
    assert_eq!(state(&plugins, "stuck"), "failed", "its late success is none");
}
