//! A configuration changes wholly or not at all, and those whose section is different are told.
#![cfg(feature = "config")]

mod support;

use std::fs;
use std::sync::Arc;

use pluginkit::{
    Changed, Config, ConfigError, ConfigOrigin, Error, HookErrorKind, PluginEvent, config_diff, prelude::*,
};
use serde::Deserialize;
use serde_json::json;
use support::Log;
use tempfile::TempDir;
use tokio::sync::Notify;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
#[allow(clippy::struct_excessive_bools, clippy::struct_field_names, reason = "each is a line in a test")]
struct Port {
    port: u16,
    fail: bool,
    panic: bool,
    again: bool,
    wait: bool,
}

struct Listener {
    log: Log,
    notify: Arc<Notify>,
}

impl Listener {
    async fn changed(&self, cx: &PluginContext, change: &ConfigChange) -> Result<(), BoxError> {
        let Changed { old, new } = change.of::<Port>()?;
        assert_eq!(cx.config::<Port>()?.port, new.port, "the new configuration is there already");
        self.log.note(format!("{}: {} -> {} ({})", cx.id(), old.port, new.port, change.diff()));
        assert!(!new.panic, "it is asked to");
        if new.again {
            let plugins = cx.plugins()?;
            let waited = plugins.config().merge(json!({})).await;
            assert!(matches!(waited, Err(Error::Config(ConfigError::Reentrant { .. }))));
            plugins.config().silently().merge(json!({ "seen": true }))?;
        }
        if new.wait {
            self.notify.notified().await;
            self.log.note(format!("{}: has waited", cx.id()));
        }
        if new.fail { Err("it is asked to".into()) } else { Ok(()) }
    }
}

macro_rules! listening {
    ($plugin:ident, $id:literal $(, $depends:ident)?) => {
        #[plugin(id = $id, version = "1.0.0", config = Port $(, depends_on($depends))?, listed)]
        struct $plugin(Listener);

        impl From<Port> for $plugin {
            fn from(_: Port) -> Self {
                unreachable!("an instance is handed over")
            }
        }

        #[extension]
        impl ConfigChanged for $plugin {
            async fn on_config_changed(&self, cx: &PluginContext, change: &ConfigChange) -> Result<(), BoxError> {
                self.0.changed(cx, change).await
            }
        }
    };
}

listening!(Base, "base");
listening!(Above, "above", Base);
listening!(Other, "other");

struct World {
    plugins: PluginManager,
    log: Log,
    notify: Arc<Notify>,
}

fn world(config: Config) -> World {
    let (log, notify) = (Log::default(), Arc::new(Notify::new()));
    let listener = || Listener { log: log.clone(), notify: Arc::clone(&notify) };
    let builder = PluginManager::builder().config(config);
    let builder = builder.instance(Above(listener())).instance(Base(listener())).instance(Other(listener()));
    World { plugins: builder.build().unwrap(), log, notify }
}

fn ports(above: u16, base: u16, other: u16) -> serde_json::Value {
    json!({ "plugins": { "above": { "port": above }, "base": { "port": base }, "other": { "port": other } } })
}

fn words<T: ToString>(of: &[T]) -> Vec<String> {
    of.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn those_whose_section_is_different_are_told_dependencies_first() {
    let World { plugins, log, .. } = world(Config::new().defaults(ports(1, 1, 1)));
    let change = json!({ "plugins": { "above": { "port": 2 }, "base": { "port": 2 } } });
    let report = plugins.config().merge(change).await.unwrap();
    assert_eq!(log.take(), ["base: 1 -> 2 (~port)", "above: 1 -> 2 (~port)"]);
    assert_eq!(words(&report.changed), ["base", "above"]);
    assert_eq!(report.diff.to_string(), "~plugins.above.port ~plugins.base.port");
    assert!(report.failures.is_empty());
    assert_eq!(plugins.config().origin("base.port"), Some(ConfigOrigin::Change));
    assert_eq!(plugins.config().origin("other.port"), Some(ConfigOrigin::Defaults));
}

#[tokio::test]
async fn replacing_leaves_nothing_of_what_was_there() {
    let World { plugins, log, .. } = world(Config::new().defaults(ports(1, 2, 3)));
    plugins.config().replace(json!({ "plugins": { "base": { "port": 2 } } })).await.unwrap();
    assert_eq!(log.take(), ["above: 1 -> 0 (-port)", "other: 3 -> 0 (-port)"]);
}

#[tokio::test]
async fn a_change_that_one_type_refuses_is_refused_whole() {
    let World { plugins, log, .. } = world(Config::new().defaults(ports(1, 1, 1)));
    let before = plugins.config().snapshot();
    let wrong =
        json!({ "plugins": { "above": { "port": 2 }, "base": { "port": "x" }, "other": { "prot": 2 } } });
    let error = plugins.config().merge(wrong).await.unwrap_err();
    assert_eq!(
        words(&error.iter().collect::<Vec<_>>()),
        [
            "plugin `base`: `port` is string \"x\", and has to be u16 (a change at run time)",
            "plugin `other`: there is no `prot`; did you mean `port`? (a change at run time)",
        ]
    );
    assert!(log.take().is_empty());
    assert!(config_diff(&before, &plugins.config().snapshot()).is_empty());

    for wrong in [
        json!(7),
        json!({ "plugins": 7 }),
        json!({ "plugins": { "base": 7 } }),
        json!({ "plugins": { "../x": {} } }),
    ] {
        assert!(plugins.config().merge(wrong.clone()).await.is_err(), "{wrong}");
        assert!(plugins.config().silently().replace(wrong).is_err());
    }
    assert!(config_diff(&before, &plugins.config().snapshot()).is_empty());
}

#[tokio::test]
async fn failures_and_panics_are_returned_and_stop_nobody() {
    let World { plugins, log, .. } = world(Config::new().defaults(ports(1, 1, 1)));
    let (sender, events) = std::sync::mpsc::channel();
    let _subscription = plugins.subscribe(move |event| drop(sender.send(event.clone())));
    let change = json!({ "plugins": {
        "base": { "port": 2, "panic": true }, "above": { "port": 2, "fail": true }, "other": { "port": 2 },
    } });
    let report = plugins.config().merge(change).await.unwrap();
    assert_eq!(log.take().len(), 3);
    let failures = report.failures;
    assert_eq!(failures.iter().map(HookError::plugin).collect::<Vec<_>>(), ["base", "above"]);
    assert!(matches!(failures[0].kind(), HookErrorKind::Panicked(_)));
    assert!(matches!(failures[1].kind(), HookErrorKind::Failed(_)));
    assert_eq!(failures[0].hook(), "config_changed.on_config_changed");

    let refreshed: Vec<String> = events
        .try_iter()
        .filter(|event| matches!(event, PluginEvent::ConfigRefreshed { .. }))
        .map(|event| event.to_string())
        .collect();
    assert_eq!(refreshed, ["config.refreshed: other"]);

    // What panicked is told of the next change.
    plugins.config().merge(json!({ "plugins": { "base": { "port": 3, "panic": false } } })).await.unwrap();
    assert_eq!(log.take(), ["base: 2 -> 3 (~panic ~port)"]);
}

#[tokio::test]
async fn silent_changes_are_not_told() {
    let World { plugins, log, .. } = world(Config::new().defaults(ports(1, 1, 1)));
    let report = plugins.config().silently().merge(ports(2, 1, 1)).unwrap();
    assert_eq!(words(&report.changed), ["above"]);
    plugins.config().silently().replace(ports(3, 1, 1)).unwrap();
    assert!(log.take().is_empty());
    // The next change begins where they ended.
    plugins.config().merge(ports(4, 1, 1)).await.unwrap();
    assert_eq!(log.take(), ["above: 3 -> 4 (~port)"]);
}

#[tokio::test]
async fn files_are_read_anew() {
    let folder = TempDir::new().unwrap();
    let write = |text: &str| fs::write(folder.path().join("app.toml"), text).unwrap();
    write("[plugins.base]\nport = 1\n");
    let World { plugins, log, .. } = world(Config::new().dir(folder.path()).overlay(ports(9, 1, 9)));

    plugins.config().silently().merge(json!({ "plugins": { "above": { "port": 7 } } })).unwrap();
    write("[plugins.other]\nfail = false\npanic = false\n[extra]\na = 1\n");
    let report = plugins.config().reload().unwrap();
    assert!(log.take().is_empty(), "a reload is silent");
    assert_eq!(
        report.diff.to_string(),
        "+extra ~plugins.above.port +plugins.other.fail +plugins.other.panic"
    );

    write("[plugins.other]\nfail = true\n");
    let report = plugins.config().refresh().await.unwrap();
    assert_eq!(log.take(), ["other: 9 -> 9 (~fail -panic)"]);
    assert_eq!(report.failures.len(), 1);

    // A file that cannot be read is an error, and not an empty one.
    write("[plugins.other\n");
    let before = plugins.config().snapshot();
    assert!(matches!(plugins.config().refresh().await, Err(Error::Config(ConfigError::Malformed { .. }))));
    assert!(plugins.config().reload().is_err());
    assert!(config_diff(&before, &plugins.config().snapshot()).is_empty());
}

#[tokio::test]
async fn who_is_not_called_is_not_told_and_finds_it_later() {
    let World { plugins, log, .. } = world(Config::new().defaults(ports(1, 1, 1)));
    plugins.disable("base").unwrap();
    plugins.config().merge(ports(2, 2, 1)).await.unwrap();
    assert_eq!(log.take(), ["above: 1 -> 2 (~port)"]);
    plugins.enable("base").unwrap();
    plugins.config().merge(ports(2, 3, 1)).await.unwrap();
    assert_eq!(log.take(), ["base: 2 -> 3 (~port)"]);
}

#[tokio::test]
async fn a_hook_that_changes_the_configuration_is_told_not_to_wait_for_itself() {
    let World { plugins, log, .. } = world(Config::new().defaults(ports(1, 1, 1)));
    let change = json!({ "plugins": { "base": { "port": 2, "again": true } } });
    let report = plugins.config().merge(change).await.unwrap();
    assert!(report.failures.is_empty(), "{report:?}");
    assert_eq!(log.take(), ["base: 1 -> 2 (+again ~port)"]);
    assert!(plugins.config().read::<bool>("seen").unwrap());
}

#[tokio::test]
async fn changes_are_told_one_at_a_time() {
    let World { plugins, log, notify } = world(Config::new().defaults(ports(1, 1, 1)));
    let configuration = plugins.config();
    let change = json!({ "plugins": { "base": { "port": 2, "wait": true } } });
    let first = tokio::spawn(async move { configuration.merge(change).await });
    while plugins.config().read::<u16>("plugins.base.port").unwrap() == 1 {
        tokio::task::yield_now().await;
    }
    let configuration = plugins.config();
    let change = json!({ "plugins": { "base": { "port": 3, "wait": false } } });
    let second = tokio::spawn(async move { configuration.merge(change).await });
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    assert_eq!(plugins.config().read::<u16>("plugins.base.port").unwrap(), 2, "the second waits");
    notify.notify_one();
    first.await.unwrap().unwrap();
    second.await.unwrap().unwrap();
    assert_eq!(log.take(), ["base: 1 -> 2 (~port +wait)", "base: has waited", "base: 2 -> 3 (~port ~wait)"]);
}

#[tokio::test]
async fn a_change_that_is_dropped_lets_the_next_one_in() {
    let World { plugins, log, .. } = world(Config::new().defaults(ports(1, 1, 1)));
    let configuration = plugins.config();
    let change = json!({ "plugins": { "base": { "port": 2, "wait": true }, "above": { "port": 2 } } });
    let first = tokio::spawn(async move { configuration.merge(change).await });
    while plugins.config().read::<u16>("plugins.base.port").unwrap() == 1 {
        tokio::task::yield_now().await;
    }
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    assert_eq!(plugins.config().read::<u16>("plugins.above.port").unwrap(), 2, "it has happened");
    plugins.config().merge(json!({ "plugins": { "base": { "port": 3, "wait": false } } })).await.unwrap();
    assert_eq!(log.take(), ["base: 1 -> 2 (~port +wait)", "base: 2 -> 3 (~port ~wait)"]);
}

#[tokio::test]
async fn a_difference_of_membership_counts_even_if_nothing_is_in_it() {
    let World { plugins, .. } = world(Config::new());
    let empty = plugins.config().snapshot();
    plugins.config().merge(json!({ "key": null })).await.unwrap();
    let null = plugins.config().snapshot();
    assert_eq!(config_diff(&empty, &null).to_string(), "+key");
    assert_eq!(config_diff(&null, &empty).to_string(), "-key");
    assert!(config_diff(&null, &null).is_empty());
}

#[tokio::test]
async fn what_is_asked_for_as_another_type_is_an_error() {
    #[plugin(id = "curious", version = "1.0.0", config = Port, listed)]
    struct Curious;
    impl From<Port> for Curious {
        fn from(_: Port) -> Self {
            Curious
        }
    }
    #[extension]
    impl ConfigChanged for Curious {
        fn on_config_changed(&self, cx: &PluginContext, change: &ConfigChange) -> Result<(), BoxError> {
            assert!(cx.config::<String>().is_err());
            change.of::<String>()?;
            Ok(())
        }
    }
    let plugins = PluginManager::builder().plugin::<Curious>().build().unwrap();
    let report = plugins.config().merge(json!({ "plugins": { "curious": { "port": 1 } } })).await.unwrap();
    assert!(report.failures[0].to_string().contains("has no configuration of type `alloc::string::String`"));
}

#[test]
fn silent_changes_of_many_threads_are_all_kept() {
    let World { plugins, .. } = world(Config::new().defaults(ports(1, 1, 1)));
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let configuration = plugins.config();
            scope.spawn(move || {
                for number in 0..20 {
                    let key = format!("key-{thread}-{number}");
                    configuration.silently().merge(json!({ "many": { key: number } })).unwrap();
                }
            });
        }
    });
    let many: std::collections::BTreeMap<String, u8> = plugins.config().read("many").unwrap();
    assert_eq!(many.len(), 160);
}

#[test]
fn a_manager_may_be_changed_for_as_long_as_it_lives() {
    let World { plugins, .. } = world(Config::new().defaults(ports(1, 1, 1)));
    let layers = || format!("{:?}", plugins.config().snapshot()).matches("a change").count();
    for port in 0..100 {
        plugins.config().silently().merge(ports(port, port, port)).unwrap();
        assert_eq!(layers(), 1, "what was changed before is not kept");
    }
    assert_eq!(plugins.config().read::<u16>("plugins.base.port").unwrap(), 99);
    assert_eq!(plugins.config().origin("base.port"), Some(ConfigOrigin::Change));
}
