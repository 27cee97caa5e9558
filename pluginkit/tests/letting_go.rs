//! Letting go: what belonged to a plugin is gone before anybody is told or comes next, no lock is held meanwhile, and whoever
//! breaks on the way out harms nobody.

#[path = "support/life.rs"]
mod life;
mod support;

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;
use std::time::Duration;

use futures_util::future::BoxFuture;
use life::Phase::{Init, Start, Stop, Unload};
use life::{Tells, actor, cast, here, state, troupe};
use pluginkit::prelude::*;
use pluginkit::{Error, LoadError, PluginDescriptor, PluginEvent, WeakPluginManager};
use support::{Bomb, Log, drive, poll_once};

/// Notes where a plugin has arrived, beside what it notes itself.
fn watch(plugins: &PluginManager, log: &Log) {
    let log = log.clone();
    let subscription = plugins.subscribe(move |event| {
        if matches!(
            event,
            PluginEvent::Stopped { .. } | PluginEvent::Failed { .. } | PluginEvent::Removed { .. }
        ) {
            log.note(event.name());
        }
    });
    subscription.detach();
}

mod what_it_owns {
    use super::*;

    #[tokio::test]
    async fn is_gone_before_anybody_is_told() {
        let log = Log::default();
        let a = actor("a", &log).owns(Init, "init's").owns(Start, "start's").owns(Unload, "unload's");
        let plugins = troupe([a]);
        watch(&plugins, &log);
        plugins.start().await.unwrap();
        log.take();
        plugins.stop().await.unwrap();
        assert_eq!(log.take(), ["a.stop", "start's", "plugin.stopped"]);
        plugins.remove("a").await.unwrap();
        assert_eq!(log.take(), ["a.unload", "unload's", "init's", "plugin.removed"]);
    }

    #[tokio::test]
    async fn is_gone_before_anybody_is_told_of_a_failure() {
        for phase in [Init, Start, Stop] {
            let log = Log::default();
            let plugins = troupe([actor("a", &log).owns(phase, "its own").fails(phase, "no")]);
            watch(&plugins, &log);
            let failed = plugins.start().await.is_err() || plugins.stop().await.is_err();
            assert!(failed);
            assert_eq!(log.take().split_off(log_length(phase)), ["its own", "plugin.failed"], "{phase:?}");
        }
    }

    /// How many hooks are called up to this one.
    fn log_length(phase: life::Phase) -> usize {
        [Init, Start, Stop].iter().position(|other| *other == phase).unwrap() + 1
    }

    #[tokio::test]
    async fn is_gone_before_anybody_is_told_that_a_start_was_given_up() {
        let log = Log::default();
        let plugins = troupe([actor("a", &log).owns(Start, "its own").hangs(Start)]);
        watch(&plugins, &log);
        let mut start = Box::pin(plugins.start());
        assert!(poll_once(&mut start).is_pending());
        drop(start);
        assert_eq!(log.take()[2..], ["a.start is dropped", "its own", "plugin.failed"]);
    }

    type Attempt = Arc<Mutex<Option<BoxFuture<'static, Result<(), Error>>>>>;

    /// While it goes, somebody starts its plugin again: a port, say, that can be used once.
    struct Port(PluginContext, Log, Attempt);

    impl Drop for Port {
        fn drop(&mut self) {
            let plugins = self.0.plugins().unwrap();
            let mut start: BoxFuture<'static, _> = Box::pin(async move { plugins.start_plugin("a").await });
            // Elsewhere: here it would be told that it waits for itself.
            let elsewhere = thread::scope(|scope| scope.spawn(|| poll_once(&mut start).is_pending()).join());
            self.1.note(if elsewhere.unwrap() { "somebody waits" } else { "too soon" });
            *self.2.lock().unwrap() = Some(start);
            self.1.note("the port is free");
        }
    }

    /// Has a port the first time it is started.
    fn with_a_port(log: &Log) -> (life::Actor, Attempt) {
        let (attempt, first) = (Attempt::default(), AtomicBool::new(true));
        let (log_of_port, kept) = (log.clone(), Arc::clone(&attempt));
        let a = actor("a", log).on(Start, move |cx| {
            if first.swap(false, Ordering::Relaxed) {
                cx.own(Port(cx.clone(), log_of_port.clone(), Arc::clone(&kept)));
            }
            async { Ok(()) }
        });
        (a, attempt)
    }

    #[tokio::test]
    async fn is_gone_before_it_is_started_again() {
        let log = Log::default();
        let (a, attempt) = with_a_port(&log);
        let plugins = troupe([a]);
        plugins.start().await.unwrap();
        log.take();
        plugins.stop_plugin("a").await.unwrap();
        assert_eq!(log.take(), ["a.stop", "somebody waits", "the port is free"]);
        let again = attempt.lock().unwrap().take().unwrap();
        again.await.unwrap();
        assert_eq!((log.take(), state(&plugins, "a")), (vec!["a.start".to_owned()], "started".to_owned()));
    }

    #[tokio::test]
    async fn is_gone_before_a_failed_start_is_tried_again() {
        let log = Log::default();
        let (a, attempt) = with_a_port(&log);
        let plugins = troupe([a.fails_once(Start, "boom")]);
        plugins.start().await.unwrap_err();
        assert_eq!(log.take(), ["a.init", "a.start", "somebody waits", "the port is free"]);
        let again = attempt.lock().unwrap().take().unwrap();
        assert_eq!(
            again.await.told(),
            ["start a: lifecycle.start failed: boom"],
            "who has waited for it has its failure"
        );
        plugins.start().await.unwrap();
        assert_eq!(log.take(), ["a.start"]);
    }

    /// While it goes, somebody comes in its plugin's place.
    struct Seat(PluginContext, Log);

    impl Drop for Seat {
        fn drop(&mut self) {
            let plugins = self.0.plugins().unwrap();
            let outcome = drive(plugins.register(actor("a", &self.1).ready()));
            let taken = matches!(outcome, Err(Error::Load(LoadError::DuplicateId { .. })));
            self.1.note(if taken { "the seat is taken" } else { "too soon" });
        }
    }

    #[tokio::test]
    async fn is_gone_before_its_id_is_free() {
        let log = Log::default();
        let noted = log.clone();
        let a = actor("a", &log).on(Init, move |cx| {
            cx.own(Seat(cx.clone(), noted.clone()));
            async { Ok(()) }
        });
        let plugins = troupe([a]);
        plugins.start().await.unwrap();
        plugins.remove("a").await.unwrap();
        assert_eq!(log.take()[2..], ["a.stop", "a.unload", "the seat is taken"]);
        plugins.register(actor("a", &log).ready()).await.unwrap();
        assert_eq!(log.take(), ["a.init", "a.start"]);
    }
}

/// Fails where somebody waits for a lock for ever.
fn in_time(test: impl FnOnce() + Send + 'static) {
    let (done, is_done) = mpsc::channel();
    let testing = thread::spawn(move || {
        test();
        let _ = done.send(());
    });
    let waited = is_done.recv_timeout(Duration::from_secs(30));
    assert_ne!(waited, Err(RecvTimeoutError::Timeout), "somebody holds a lock while plugins' code runs");
    testing.join().unwrap();
}

/// An error that uses the manager when it is dropped.
struct Parting(WeakPluginManager, Log);

impl fmt::Debug for Parting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Parting")
    }
}

impl fmt::Display for Parting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("farewell")
    }
}

impl std::error::Error for Parting {}

impl Drop for Parting {
    fn drop(&mut self) {
        if let Some(plugins) = self.0.upgrade() {
            plugins.subscribe(|_| ()).detach();
            self.1.note(format!("farewell to {}", plugins.ids().len()));
        }
    }
}

mod an_error_may_use_the_manager_while_it_goes {
    use super::*;

    #[test]
    fn when_the_next_start_forgets_it_and_when_its_plugin_goes() {
        in_time(|| {
            let log = Log::default();
            let noted = log.clone();
            let a = actor("a", &log).on(Start, move |cx| {
                let parting = Parting(cx.plugins().unwrap().downgrade(), noted.clone());
                async move { Err(parting.into()) }
            });
            let plugins = troupe([a, actor("b", &log)]);
            drive(plugins.start_plugin("a")).unwrap_err();
            assert_eq!(log.take(), ["a.init", "a.start"], "the plugin has failed because of it");
            drive(plugins.start_plugin("a")).unwrap_err();
            assert_eq!(log.take(), ["farewell to 2", "a.start"]);
            drive(plugins.remove("a")).unwrap();
            assert_eq!(log.take(), ["a.unload", "farewell to 1"]);
        });
    }

    #[extension_point]
    trait Feed {
        fn fetch(&self) -> Result<(), BoxError>;
    }

    #[plugin(id = "feeder", version = "1.0.0", listed)]
    struct Feeder(Arc<OnceLock<WeakPluginManager>>, Log);

    #[extension]
    impl Feed for Feeder {
        fn fetch(&self) -> Result<(), BoxError> {
            Err(Parting(self.0.get().unwrap().clone(), self.1.clone()).into())
        }
    }

    /// A call during an event: whoever failed is told of afterwards, and only that event still has the error.
    #[test]
    fn when_everybody_has_been_told_of_it() {
        in_time(|| {
            let (log, manager) = (Log::default(), Arc::new(OnceLock::new()));
            let feeder = Feeder(Arc::clone(&manager), log.clone());
            let plugins = cast([actor("a", &log)]).instance(feeder).build().unwrap();
            manager.set(plugins.downgrade()).unwrap();
            let feed = plugins.caller::<dyn Feed>();
            let subscription = plugins.subscribe(move |event| {
                if matches!(event, PluginEvent::Started { .. }) {
                    feed.isolated().fetch();
                }
            });
            subscription.detach();
            drive(plugins.start_plugin("a")).unwrap();
            assert_eq!(log.take(), ["a.init", "a.start", "farewell to 2"]);
        });
    }
}

mod who_breaks_on_the_way_out_harms_nobody {
    use super::*;

    #[test]
    fn when_the_host_does_not_want_it() {
        let log = Log::default();
        let refuse =
            |plugin: &PluginDescriptor| if plugin.id() == "a" { Ok(()) } else { Err("not you".to_owned()) };
        let bomb = Bomb;
        let fragile = actor("fragile", &log).mourned().on(Start, move |_| {
            let _ = &bomb;
            async { Ok(()) }
        });
        let plugins = cast([actor("a", &log), fragile]).pre_activate(refuse).build().unwrap();
        assert_eq!(log.take(), ["fragile is gone"]);
        assert!(plugins.ids().eq(["a"]));
        drive(plugins.start()).unwrap();
        assert_eq!(here(&plugins), ["a"]);
    }

    #[tokio::test]
    async fn when_it_listened() {
        let log = Log::default();
        let plugins = troupe([actor("a", &log)]);
        for says_so in [false, true] {
            let bomb = Bomb;
            let subscription = plugins.subscribe(move |_| _ = &bomb);
            if says_so {
                subscription.unsubscribe();
            }
            drop(subscription);
            watch(&plugins, &log);
            plugins.start().await.unwrap();
            plugins.stop().await.unwrap();
        }
        assert_eq!(log.take().last().unwrap(), "plugin.stopped", "the others are told");
    }
}

/// An error that panics when it is dropped.
#[derive(Debug)]
struct Brittle(Log);

impl fmt::Display for Brittle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("brittle")
    }
}

impl std::error::Error for Brittle {}

impl Drop for Brittle {
    fn drop(&mut self) {
        self.0.note("the error breaks");
        assert!(thread::panicking(), "the error breaks");
    }
}

#[tokio::test]
async fn an_error_that_breaks_on_the_way_out_harms_nobody() {
    for how in ["start", "remove", "shutdown", "drop"] {
        let log = Log::default();
        let (noted, first) = (log.clone(), AtomicBool::new(true));
        let a = actor("a", &log).on(Start, move |_| {
            let error = first.swap(false, Ordering::Relaxed).then(|| Brittle(noted.clone()));
            async { error.map_or(Ok(()), |error| Err(error.into())) }
        });
        let plugins = troupe([a]);
        plugins.start().await.unwrap_err();
        assert!(!log.take().contains(&"the error breaks".to_owned()), "the plugin has failed because of it");
        match how {
            "start" => plugins.start().await.unwrap(),
            "remove" => plugins.remove("a").await.unwrap(),
            "shutdown" => plugins.shutdown().await.unwrap(),
            _ => drop(plugins),
        }
        assert!(log.take().contains(&"the error breaks".to_owned()), "{how}");
    }
}
