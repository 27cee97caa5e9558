//! Starting and stopping a plugin set: the order that the compiler worked out, and what is taken back.

mod support;

use std::pin::pin;
use std::task::{Context, Waker};

use pluginkit::prelude::*;
use pluginkit::{Error, StateError, plugin_set};
use support::{Log, drive};

macro_rules! part {
    ($name:ident, $id:literal, [$($depends:tt)*], [$($option:tt)*]) => {
        #[plugin(id = $id, version = "1.0.0", listed, $($depends)*)]
        struct $name {
            log: Log,
            fails: &'static str,
        }

        impl $name {
            fn act(&self, step: &'static str, cx: &PluginContext) -> Result<(), BoxError> {
                let line = format!("{} {step}", cx.id());
                self.log.note(line.clone());
                if matches!(step, "init" | "start") {
                    cx.own(self.log.guard(format!("{line} is taken back")));
                }
                match self.fails.strip_suffix('!') {
                    Some(panics) if panics == step => panic!("{line} panics"),
                    _ if self.fails == step => Err(format!("{line} fails").into()),
                    _ => Ok(()),
                }
            }
        }

        #[extension($($option)*)]
        impl Lifecycle for $name {
            async fn init(&self, cx: &PluginContext) -> Result<(), BoxError> {
                self.act("init", cx)
            }
            async fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
                tokio::task::yield_now().await;
                self.act("start", cx)
            }
            fn stop(&self, cx: &PluginContext) -> Result<(), BoxError> {
                self.act("stop", cx)
            }
            async fn unload(&self, cx: &PluginContext) -> Result<(), BoxError> {
                self.act("unload", cx)
            }
        }
    };
}

part!(Database, "database", [], []);
part!(Api, "api", [depends_on(Database)], [priority = 100]);
part!(Early, "early", [], [before("database")]);

/// Has no life of its own.
#[plugin(id = "quiet", version = "1.0.0", listed)]
#[derive(Default)]
struct Quiet;

#[plugin(id = "watch", version = "1.0.0", listed)]
struct Watch(Log);

#[extension(wrapper)]
impl LifecycleWrapper for Watch {
    async fn start(&self, cx: &PluginContext, next: Next<'_>) -> HookResult<()> {
        self.0.note(format!("{} is about to start", cx.id()));
        next.run().await?;
        if cx.id() == "api" { Err(HookError::failed("not the api")) } else { Ok(()) }
    }
}

plugin_set! {
    struct Service { api: Api, quiet: Quiet, database: Database, early: Early }
    points: [];
}

plugin_set! {
    struct Watched { api: Api, watch: Watch, database: Database }
    points: [];
}

fn service(fails: [&'static str; 3]) -> (Service, Log) {
    let log = Log::default();
    let [api, database, early] = fails;
    let set = Service {
        api: Api { log: log.clone(), fails: api },
        quiet: Quiet,
        database: Database { log: log.clone(), fails: database },
        early: Early { log: log.clone(), fails: early },
    };
    (set, log)
}

const UP: [&str; 6] =
    ["early init", "early start", "database init", "database start", "api init", "api start"];

#[test]
fn dependencies_are_started_first_and_stopped_last() {
    let (set, log) = service([""; 3]);
    let running = drive(set.start()).unwrap();
    assert_eq!(log.take(), UP);
    assert_eq!(format!("{running:?}"), "Running { plugins: [\"early\", \"database\", \"api\"], .. }");
    drive(running.stop()).unwrap();
    let down = |plugin: &str| {
        ["stop", "start is taken back", "unload", "init is taken back"].map(|step| format!("{plugin} {step}"))
    };
    assert_eq!(log.take(), ["api", "database", "early"].map(down).concat());
}

#[test]
fn a_set_may_be_started_again() {
    let (set, log) = service([""; 3]);
    drive(drive(set.start()).unwrap().stop()).unwrap();
    log.take();
    let _running = drive(set.start()).unwrap();
    assert_eq!(log.take(), UP);
}

#[test]
fn who_cannot_be_started_takes_the_others_down_again() {
    for (fails, told) in
        [("start", "failed: database start fails"), ("start!", "panicked: database start panics")]
    {
        let (set, log) = service(["", fails, ""]);
        let error = drive(set.start()).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("plugin `database` could not be started: hook `lifecycle.start` {told}")
        );
        assert_eq!(
            log.take(),
            [
                "early init",
                "early start",
                "database init",
                "database start",
                "database start is taken back",
                "database unload",
                "database init is taken back",
                "early stop",
                "early start is taken back",
                "early unload",
                "early init is taken back",
            ]
        );
    }
}

#[test]
fn who_cannot_be_initialised_is_not_unloaded() {
    let (set, log) = service(["init", "", "stop"]);
    let error = drive(set.start()).unwrap_err();
    let errors: Vec<String> = error.iter().map(ToString::to_string).collect();
    assert_eq!(
        errors,
        [
            "plugin `api` could not be started: hook `lifecycle.init` failed: api init fails",
            "plugin `early` did not stop as it should: hook `lifecycle.stop` failed: early stop fails",
        ]
    );
    assert!(!log.take().contains(&"api unload".to_owned()));
}

#[test]
fn stopping_goes_on_past_failures_and_tells_them_all() {
    let (set, log) = service(["stop!", "unload", "stop"]);
    let running = drive(set.start()).unwrap();
    log.take();
    let error = drive(running.stop()).unwrap_err();
    let Error::Several(errors) = &error else { panic!("{error}") };
    assert_eq!(errors.iter().count(), 3);
    assert_eq!(log.take().last().map(String::as_str), Some("early init is taken back"));
}

#[test]
fn what_is_owned_goes_with_what_keeps_it() {
    let (set, log) = service([""; 3]);
    let running = drive(set.start()).unwrap();
    log.take();
    drop(running);
    assert_eq!(log.take().first().map(String::as_str), Some("api start is taken back"));
}

#[test]
fn a_start_that_is_dropped_takes_back_what_was_owned() {
    let (set, log) = service([""; 3]);
    {
        let mut starting = pin!(set.start());
        assert!(starting.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        assert_eq!(log.take(), ["early init"]);
    }
    assert_eq!(log.take(), ["early init is taken back"]);
}

#[test]
fn the_life_of_others_can_be_wrapped() {
    let log = Log::default();
    let set = Watched {
        api: Api { log: log.clone(), fails: "" },
        watch: Watch(log.clone()),
        database: Database { log: log.clone(), fails: "" },
    };
    let error = drive(set.start()).map(drop).unwrap_err();
    assert_eq!(
        error.to_string(),
        "plugin `api` could not be started: plugin `watch`, hook `lifecycle.start`: failed: not the api"
    );
    assert_eq!(log.take()[..3], ["database init", "database is about to start", "database start"]);
}

#[plugin(id = "curious", version = "1.0.0", listed)]
struct Curious(Log);

#[extension]
impl Lifecycle for Curious {
    fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
        let error = cx.plugins().expect_err("a set has no manager");
        assert!(matches!(&error, StateError::NoManager { plugin } if plugin == "curious"));
        self.0.note(error.to_string());
        let late = cx.clone();
        let log = self.0.clone();
        cx.own(support::Bomb);
        drop((late, log));
        Ok(())
    }
}

plugin_set! {
    struct Asking { curious: Curious }
    points: [];
}

#[test]
fn a_plugin_that_asks_for_the_manager_is_told_that_there_is_none() {
    let log = Log::default();
    let set = Asking { curious: Curious(log.clone()) };
    // What it owns panics when it is dropped, which harms nobody.
    drive(drive(set.start()).unwrap().stop()).unwrap();
    assert!(log.take()[0].contains("PluginManager::builder().set(..)"));
}
