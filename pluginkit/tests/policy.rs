//! What is asked of calls, by whom, and what becomes of those who do not keep to it.

#![cfg(feature = "tokio")]

mod support;

use std::time::Duration;

use pluginkit::prelude::*;
use pluginkit::{Breaker, HookInspection, HookPolicy, HookState, OnSlow};
use support::Log;
use tokio::time::sleep;

#[extension_point]
trait Feed {
    async fn fetch(&self, millis: u64) -> &'static str;
    async fn other(&self, millis: u64) -> &'static str;
}

#[plugin(id = "idle", version = "1.0.0", listed)]
#[derive(Default)]
struct Idle;

/// Says nothing of how long it takes.
#[extension]
impl Feed for Idle {
    async fn fetch(&self, millis: u64) -> &'static str {
        sleep(Duration::from_millis(millis)).await;
        "idle"
    }
    async fn other(&self, millis: u64) -> &'static str {
        sleep(Duration::from_millis(millis)).await;
        "idle"
    }
}

#[plugin(id = "lazy", version = "1.0.0", listed)]
#[derive(Default)]
struct Lazy;

#[extension(slow = "50ms", on_slow = disable(after = 2))]
impl Feed for Lazy {
    async fn fetch(&self, millis: u64) -> &'static str {
        sleep(Duration::from_millis(millis)).await;
        "lazy"
    }
    async fn other(&self, millis: u64) -> &'static str {
        sleep(Duration::from_millis(millis)).await;
        "lazy"
    }
}

/// Puts what a manager tells of slow hooks into a log.
fn hear(plugins: &PluginManager) -> Log {
    let log = Log::default();
    let heard = log.clone();
    let hear = move |event: &PluginEvent| {
        if event.name().starts_with("hook.") {
            heard.note(event.to_string());
        }
    };
    plugins.subscribe(hear).detach();
    log
}

fn hook(plugins: &PluginManager, plugin: &str, hook: &str) -> HookInspection {
    let hooks = plugins.inspect(plugin).expect("it is there").hooks;
    hooks.into_iter().find(|one| one.hook == hook).expect("it has that hook")
}

fn disable(slow: u64, after: u32) -> HookPolicy {
    HookPolicy::new().slow(Duration::from_millis(slow)).on_slow(OnSlow::Disable { after })
}

#[tokio::test(start_paused = true)]
async fn a_slow_hook_is_shed_and_its_plugin_and_other_hooks_are_not() {
    let plugins = PluginManager::builder().plugin::<Lazy>().build().unwrap();
    let (feed, log) = (plugins.caller::<dyn Feed>(), hear(&plugins));
    assert_eq!(feed.fetch(49).await.unwrap(), ["lazy"]);
    assert_eq!(feed.fetch(50).await.unwrap(), ["lazy"]);
    assert_eq!(log.take(), ["hook.slow: lazy, feed.fetch, 50ms"]);
    assert_eq!(feed.fetch(1).await.unwrap(), ["lazy"], "a quick call begins the count anew");
    assert_eq!(feed.fetch(60).await.unwrap(), ["lazy"]);
    assert_eq!(feed.fetch(70).await.unwrap(), ["lazy"], "this call is one too many");
    assert_eq!(
        log.take(),
        [
            "hook.slow: lazy, feed.fetch, 60ms",
            "hook.slow: lazy, feed.fetch, 70ms",
            "hook.shed: lazy, feed.fetch, too slow"
        ]
    );
    assert!(feed.fetch(1).await.unwrap().is_empty());
    assert_eq!(feed.other(1).await.unwrap(), ["lazy"]);
    let (fetch, other) = (hook(&plugins, "lazy", "feed.fetch"), hook(&plugins, "lazy", "feed.other"));
    assert_eq!((fetch.state, fetch.slow_calls), (HookState::Shed, 3));
    assert_eq!((other.state, other.slow_calls), (HookState::Closed, 0));
    assert_eq!(plugins.descriptor("lazy").unwrap().state(), PluginState::Loaded);
}

#[tokio::test(start_paused = true)]
async fn a_hook_that_was_shed_is_restored() {
    let plugins = PluginManager::builder().plugin::<Lazy>().build().unwrap();
    let (feed, log) = (plugins.caller::<dyn Feed>(), hear(&plugins));
    for put_back in [PluginManager::restore, PluginManager::enable] {
        feed.fetch(50).await.unwrap();
        feed.fetch(50).await.unwrap();
        assert!(feed.fetch(1).await.unwrap().is_empty());
        log.take();
        put_back(&plugins, "lazy").unwrap();
        assert_eq!(log.take(), ["hook.restored: lazy, feed.fetch"]);
        assert_eq!(feed.fetch(50).await.unwrap(), ["lazy"]);
        assert_eq!(hook(&plugins, "lazy", "feed.fetch").slow_calls, 1, "it is counted from the beginning");
        put_back(&plugins, "lazy").unwrap();
        assert_eq!(log.take(), ["hook.slow: lazy, feed.fetch, 50ms"], "there was nothing to restore");
    }
    assert!(plugins.restore("nobody").is_err());
}

#[tokio::test(start_paused = true)]
async fn calls_from_before_it_was_restored_count_for_nothing() {
    let plugins = PluginManager::builder().plugin::<Lazy>().build().unwrap();
    let feed = plugins.caller::<dyn Feed>();
    let under_way = tokio::spawn({
        let feed = feed.clone();
        async move { tokio::join!(feed.fetch(50), feed.fetch(50)) }
    });
    tokio::task::yield_now().await;
    plugins.restore("lazy").unwrap();
    let (one, other) = under_way.await.unwrap();
    assert_eq!((one.unwrap(), other.unwrap()), (vec!["lazy"], vec!["lazy"]));
    assert_eq!(hook(&plugins, "lazy", "feed.fetch").slow_calls, 0);
}

#[tokio::test(start_paused = true)]
async fn what_is_counted_outlives_callers_and_goes_with_the_plugin() {
    let plugins = PluginManager::builder().plugin::<Lazy>().plugin::<Idle>().build().unwrap();
    let feed = plugins.caller::<dyn Feed>();
    feed.fetch(50).await.unwrap();
    plugins.disable("idle").unwrap();
    plugins.caller::<dyn Feed>().only(["lazy"]).fetch(50).await.unwrap();
    assert!(feed.fetch(1).await.unwrap().is_empty());
    plugins.remove("lazy").await.unwrap();
    plugins.register(Lazy).await.unwrap();
    assert_eq!(feed.fetch(1).await.unwrap(), ["lazy"]);
    assert_eq!(hook(&plugins, "lazy", "feed.fetch").slow_calls, 0);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_cancelled_is_slow_if_it_was() {
    let plugins = PluginManager::builder().plugin::<Lazy>().build().unwrap();
    let feed = plugins.caller::<dyn Feed>();
    let cancelled = async |after| tokio::time::timeout(Duration::from_millis(after), feed.fetch(1000)).await;
    cancelled(40).await.unwrap_err();
    assert_eq!(hook(&plugins, "lazy", "feed.fetch").slow_calls, 0);
    cancelled(60).await.unwrap_err();
    cancelled(40).await.unwrap_err();
    cancelled(60).await.unwrap_err();
    assert_eq!(hook(&plugins, "lazy", "feed.fetch").state, HookState::Shed, "the short one says nothing");
}

#[tokio::test(start_paused = true)]
async fn a_subscriber_may_restore_what_it_hears_of() {
    let plugins = PluginManager::builder().plugin::<Lazy>().build().unwrap();
    let feed = plugins.caller::<dyn Feed>();
    let manager = plugins.downgrade();
    let restore = move |event: &PluginEvent| {
        if let (PluginEvent::HookShed { plugin, .. }, Some(plugins)) = (event, manager.upgrade()) {
            plugins.restore(plugin.as_str()).unwrap();
        }
    };
    plugins.subscribe(restore).detach();
    for _ in 0..4 {
        assert_eq!(feed.fetch(50).await.unwrap(), ["lazy"]);
    }
}

#[tokio::test(start_paused = true)]
async fn the_manager_asks_of_whom_it_names() {
    let build = |hooks| PluginManager::builder().plugin::<Idle>().policy(hooks, disable(10, 1)).build();
    for (hooks, fetch, other) in [
        ("**", HookState::Shed, HookState::Shed),
        ("feed", HookState::Shed, HookState::Shed),
        ("feed.*", HookState::Shed, HookState::Shed),
        ("feed.fetch", HookState::Shed, HookState::Closed),
        ("*.o*", HookState::Closed, HookState::Shed),
        ("fee", HookState::Closed, HookState::Closed),
        ("*", HookState::Closed, HookState::Closed),
    ] {
        let plugins = build(hooks).unwrap();
        let feed = plugins.caller::<dyn Feed>();
        feed.fetch(10).await.unwrap();
        feed.other(10).await.unwrap();
        let state = |name| hook(&plugins, "idle", name).state;
        assert_eq!((state("feed.fetch"), state("feed.other")), (fetch, other), "{hooks}");
    }
    let error = build("feed..fetch").unwrap_err();
    assert!(
        error.to_string().contains("a policy is for no hooks: \"feed..fetch\" is not a pattern"),
        "{error}"
    );
}

mod levels {
    use super::*;

    #[extension_point(slow = "20ms", timeout = "1s", breaker(failures = 2, within = "1s", retry = "1m"))]
    pub(super) trait Levels {
        async fn ask(&self);
        fn tell(&self);
    }

    #[plugin(id = "own", version = "1.0.0", listed)]
    #[derive(Default)]
    pub(super) struct Own;

    #[extension(slow = "10ms", on_slow = warn, timeout = "500ms")]
    impl Levels for Own {
        async fn ask(&self) {
            std::future::pending::<()>().await;
        }
        fn tell(&self) {}
    }

    #[plugin(id = "none", version = "1.0.0", listed)]
    #[derive(Default)]
    pub(super) struct None;

    #[extension]
    impl Levels for None {
        async fn ask(&self) {
            std::future::pending::<()>().await;
        }
        fn tell(&self) {}
    }

    #[plugin(id = "lifted", version = "1.0.0", listed)]
    #[derive(Default)]
    pub(super) struct Lifted;

    #[extension]
    impl Levels for Lifted {
        fn ask(&self) {}
    }
}

#[tokio::test(start_paused = true)]
async fn the_extension_counts_before_the_point_and_that_before_the_manager() {
    let seconds = Duration::from_secs;
    let policy = |slow| HookPolicy::new().slow(Duration::from_millis(slow));
    let plugins = PluginManager::builder()
        .plugin::<levels::Own>()
        .plugin::<levels::None>()
        .plugin::<levels::Lifted>()
        .policy("levels", policy(30).on_slow(OnSlow::Disable { after: 4 }))
        .policy("**", HookPolicy::new().on_slow(OnSlow::Disable { after: 7 }).timeout(seconds(9)))
        .build()
        .unwrap();
    let breaker = Breaker { failures: 2, within: seconds(1), retry: seconds(60) };
    let of = |plugin, name| hook(&plugins, plugin, name).policy;
    let own = policy(10).on_slow(OnSlow::Warn).timeout(Duration::from_millis(500)).breaker(breaker);
    assert_eq!(of("own", "levels.ask"), own);
    assert_eq!(of("own", "levels.tell"), own);
    let inherited = policy(20).on_slow(OnSlow::Disable { after: 7 }).breaker(breaker);
    assert_eq!(of("none", "levels.ask"), inherited.timeout(seconds(1)));
    assert_eq!(of("none", "levels.tell"), inherited, "what is not a future cannot be dropped");
    assert_eq!(of("lifted", "levels.ask"), inherited);
    let levels = plugins.caller::<dyn levels::Levels>();
    for (plugin, limit) in [("own", 500), ("none", 1000)] {
        let began = tokio::time::Instant::now();
        let error = levels.only([plugin]).ask().await.unwrap_err();
        assert_eq!((error.plugin(), began.elapsed()), (plugin, Duration::from_millis(limit)));
    }
    levels.only(["lifted"]).ask().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn the_hooks_of_a_plugins_life_are_never_shed() {
    #[plugin(id = "slow-life", version = "1.0.0", listed)]
    #[derive(Default)]
    struct SlowLife;

    #[extension(slow = "10ms", on_slow = disable(after = 1))]
    impl Lifecycle for SlowLife {
        async fn start(&self, _: &PluginContext) -> Result<(), BoxError> {
            sleep(Duration::from_millis(10)).await;
            Ok(())
        }
    }

    let plugins = PluginManager::builder().plugin::<SlowLife>().policy("**", disable(1, 1)).build().unwrap();
    let log = hear(&plugins);
    for _ in 0..2 {
        plugins.start().await.unwrap();
        assert_eq!(log.take(), ["hook.slow: slow-life, lifecycle.start, 10ms"]);
        plugins.stop().await.unwrap();
    }
    assert_eq!(hook(&plugins, "slow-life", "lifecycle.start").state, HookState::Closed);
}

#[tokio::test(start_paused = true)]
async fn an_inspection_with_policies_is_read_as_it_was_written() {
    let plugins = PluginManager::builder().plugin::<Lazy>().build().unwrap();
    let inspection = plugins.inspect("lazy").unwrap();
    let json = serde_json::to_string(&inspection).unwrap();
    assert_eq!(serde_json::from_str::<pluginkit::PluginInspection>(&json).unwrap(), inspection);
}
