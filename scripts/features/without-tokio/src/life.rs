//! The life of plugins, on an executor that knows no timers, and on none at all.

use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use futures_executor::block_on;
use pluginkit::prelude::*;
use pluginkit::{Error, StateError};

/// What happened, in order.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn note(&self, line: impl Into<String>) {
        self.0.lock().unwrap().push(line.into());
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// Notes when it is dropped.
struct Owned(Log, &'static str);

impl Drop for Owned {
    fn drop(&mut self) {
        self.0.note(self.1);
    }
}

/// Comes back once before it is done, as a future does that waits for something.
async fn elsewhere() {
    let mut was_there = false;
    std::future::poll_fn(|cx| {
        if was_there {
            return Poll::Ready(());
        }
        was_there = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

#[plugin(id = "database", version = "1.0.0", listed)]
struct Database(Log);

#[extension]
impl Lifecycle for Database {
    async fn init(&self, cx: &PluginContext) -> Result<(), BoxError> {
        elsewhere().await;
        cx.own(Owned(self.0.clone(), "the pool is gone"));
        self.0.note("database: init");
        Ok(())
    }

    fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
        cx.own(Owned(self.0.clone(), "the connection is gone"));
        self.0.note("database: start");
        Ok(())
    }

    async fn stop(&self, _: &PluginContext) -> Result<(), BoxError> {
        elsewhere().await;
        self.0.note("database: stop");
        Ok(())
    }

    fn unload(&self, _: &PluginContext) -> Result<(), BoxError> {
        self.0.note("database: unload");
        Ok(())
    }
}

#[extension]
impl Health for Database {
    async fn health(&self, _: &PluginContext) -> HealthStatus {
        elsewhere().await;
        HealthStatus::Degraded("one replica is down".to_owned())
    }
}

#[plugin(id = "shop", version = "1.0.0", depends_on("database"), listed)]
struct Shop(Log);

#[extension]
impl Lifecycle for Shop {
    async fn start(&self, _: &PluginContext) -> Result<(), BoxError> {
        elsewhere().await;
        self.0.note("shop: start");
        Ok(())
    }

    async fn stop(&self, _: &PluginContext) -> Result<(), BoxError> {
        self.0.note("shop: stop");
        Ok(())
    }
}

#[plugin(id = "broken", version = "1.0.0", listed)]
struct Broken(Log);

#[extension]
impl Lifecycle for Broken {
    async fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
        cx.own(Owned(self.0.clone(), "what broken had is gone"));
        elsewhere().await;
        Err("no network".into())
    }
}

#[extension]
impl ErrorHook for Broken {
    async fn on_error(&self, _: &PluginContext, error: &HookError) {
        self.0.note(format!("broken hears of {}", error.hook()));
    }
}

fn shop() -> (PluginManager, Log) {
    let log = Log::default();
    let plugins =
        PluginManager::builder().instance(Shop(log.clone())).instance(Database(log.clone())).build().unwrap();
    (plugins, log)
}

const UP: [&str; 3] = ["database: init", "database: start", "shop: start"];
const DOWN: [&str; 3] = ["shop: stop", "database: stop", "the connection is gone"];
const OUT: [&str; 2] = ["database: unload", "the pool is gone"];

#[test]
fn plugins_live_on_any_executor() {
    let (plugins, log) = shop();
    block_on(plugins.start()).unwrap();
    assert_eq!(log.take(), UP);
    assert_eq!(plugins.descriptor("shop").unwrap().state(), PluginState::Started);
    block_on(plugins.stop()).unwrap();
    assert_eq!(log.take(), DOWN);
    block_on(plugins.start_plugin("shop")).unwrap();
    assert_eq!(log.take(), UP[1..]);
    block_on(plugins.shutdown()).unwrap();
    assert_eq!(log.take(), [&DOWN[..], &OUT].concat());
    assert_eq!(plugins.ids().len(), 0);
}

#[test]
fn plugins_live_without_an_executor() {
    let (plugins, log) = shop();
    plugins.blocking().start().unwrap();
    assert_eq!(log.take(), UP);
    plugins.blocking().remove("database").unwrap();
    assert_eq!(log.take(), [&DOWN[..], &OUT].concat());
    plugins.blocking().register(Database(log.clone())).unwrap();
    assert_eq!(log.take(), UP);
    plugins.blocking().shutdown().unwrap();
}

#[test]
fn who_blocks_inside_an_executor_gets_an_error_and_nothing_has_happened() {
    let (plugins, log) = shop();
    let inner = block_on(async { plugins.blocking().start() });
    assert!(matches!(inner, Err(Error::BlockOn(pluginkit::BlockOnError::InsideRuntime))));
    assert!(log.take().is_empty());
    plugins.blocking().start().unwrap();
    assert_eq!(log.take(), UP);
}

#[test]
fn health_is_asked_for_and_those_who_have_none_are_unknown() {
    let (plugins, _log) = shop();
    plugins.blocking().start().unwrap();
    for report in [block_on(plugins.health()), plugins.blocking().health().unwrap()] {
        assert_eq!(report.get("database").unwrap().status.to_string(), "degraded: one replica is down");
        assert_eq!(report.get("shop").unwrap().status, HealthStatus::Unknown);
    }
}

#[test]
fn who_fails_is_told_and_loses_what_it_had_and_others_are_stopped_again() {
    let (plugins, log) = shop();
    block_on(plugins.register(Broken(log.clone()))).unwrap();
    let error = block_on(plugins.start()).unwrap_err();
    assert!(error.to_string().contains("no network"), "{error}");
    let lines = log.take();
    for line in ["what broken had is gone", "broken hears of lifecycle.start"] {
        assert!(lines.iter().any(|noted| noted == line), "{lines:?}");
    }
    let count = |line| lines.iter().filter(|noted| *noted == line).count();
    assert_eq!(count("database: start"), count("database: stop"));
    assert_eq!(plugins.descriptor("broken").unwrap().state(), PluginState::Failed);
}

#[test]
fn events_come_to_subscribers_and_as_a_stream() {
    let (plugins, log) = shop();
    let mut events = Box::pin(plugins.events());
    let noting = log.clone();
    let subscription = plugins.subscribe(move |event| noting.note(event.name()));
    block_on(plugins.start_plugin("database")).unwrap();
    subscription.unsubscribe();
    block_on(plugins.stop()).unwrap();
    let told = log.take();
    assert!(told.iter().any(|line| line == "plugin.started"), "{told:?}");
    assert!(!told.iter().any(|line| line == "plugin.stopped"), "{told:?}");
    drop(plugins);
    let mut streamed = Vec::new();
    while let Some(event) = block_on(next(&mut events)) {
        streamed.push(event.name());
    }
    assert!(streamed.contains(&"plugin.started") && streamed.contains(&"plugin.stopped"), "{streamed:?}");
}

/// The next event, without the crate that has `StreamExt`.
async fn next(events: &mut std::pin::Pin<Box<pluginkit::Events>>) -> Option<PluginEvent> {
    std::future::poll_fn(|cx| futures_core::Stream::poll_next(events.as_mut(), cx)).await
}

#[test]
fn who_gives_up_a_start_leaves_a_plugin_that_can_be_started_again() {
    let (plugins, log) = shop();
    let mut given_up = Box::pin(plugins.start());
    let polled = pin!(&mut given_up).poll(&mut Context::from_waker(Waker::noop()));
    assert!(polled.is_pending());
    drop(given_up);
    assert_eq!(plugins.descriptor("database").unwrap().state(), PluginState::Failed);
    log.take();
    block_on(plugins.start()).unwrap();
    assert_eq!(log.take(), UP);
}

#[test]
fn who_waits_for_himself_gets_an_error() {
    #[plugin(id = "nosy", version = "1.0.0", listed)]
    struct Nosy(Log);

    #[extension]
    impl Lifecycle for Nosy {
        async fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
            elsewhere().await;
            let refused = cx.plugins()?.stop_plugin("nosy").await;
            let reentrant = matches!(refused, Err(Error::State(StateError::Reentrant { .. })));
            self.0.note(if reentrant { "refused" } else { "not refused" });
            Ok(())
        }
    }

    let log = Log::default();
    let plugins = PluginManager::builder().instance(Nosy(log.clone())).build().unwrap();
    block_on(plugins.start()).unwrap();
    assert_eq!(log.take(), ["refused"]);
}
