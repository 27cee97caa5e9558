//! Files of a configuration that are watched.
#![cfg(feature = "config-watch")]

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use pluginkit::{Changed, Config, ConfigError, ConfigReport, ConfigWatch, Error, prelude::*};
use serde::Deserialize;
use tempfile::TempDir;

/// How long the system may take to tell.
const PATIENCE: Duration = Duration::from_secs(20);
const QUIET: Duration = Duration::from_millis(50);

#[derive(Default, Deserialize)]
#[serde(default)]
struct Port {
    port: u16,
}

#[plugin(id = "listener", version = "1.0.0", config = Port, listed)]
struct Listener(mpsc::Sender<u16>);

impl TryFrom<Port> for Listener {
    type Error = &'static str;

    fn try_from(_: Port) -> Result<Self, Self::Error> {
        Err("an instance is handed over")
    }
}

#[extension]
impl ConfigChanged for Listener {
    async fn on_config_changed(&self, _: &PluginContext, change: &ConfigChange) -> Result<(), BoxError> {
        let Changed { new, .. } = change.of::<Port>()?;
        // There is a runtime with a clock.
        tokio::time::sleep(Duration::from_millis(1)).await;
        self.0.send(new.port)?;
        Ok(())
    }
}

type Outcome = Result<ConfigReport, Error>;

struct World {
    plugins: PluginManager,
    ports: Receiver<u16>,
    outcomes: Receiver<Outcome>,
    watch: ConfigWatch,
}

fn world(folder: &Path) -> World {
    let (sender, ports) = mpsc::channel();
    let config = Config::new().dir(folder);
    let plugins = PluginManager::builder().config(config).instance(Listener(sender)).build().unwrap();
    let (sender, outcomes) = mpsc::channel();
    let watch = plugins.config().watch(QUIET, move |outcome| drop(sender.send(outcome))).unwrap();
    World { plugins, ports, outcomes, watch }
}

fn write(folder: &Path, port: &str) {
    let new = folder.join("new");
    fs::write(&new, format!("[plugins.listener]\nport = {port}\n")).unwrap();
    fs::rename(new, folder.join("app.toml")).unwrap();
}

#[test]
fn a_file_that_changes_is_read_and_told() {
    let folder = TempDir::new().unwrap();
    write(folder.path(), "1");
    let World { plugins, ports, outcomes, watch } = world(folder.path());

    write(folder.path(), "2");
    assert_eq!(ports.recv_timeout(PATIENCE).unwrap(), 2);
    let report = outcomes.recv_timeout(PATIENCE).unwrap().unwrap();
    assert_eq!(report.diff.to_string(), "~plugins.listener.port");

    // What is wrong is told, and changes nothing.
    write(folder.path(), "high");
    let error = outcomes.recv_timeout(PATIENCE).unwrap().unwrap_err();
    assert!(matches!(error, Error::Config(ConfigError::Malformed { .. })), "{error}");
    assert_eq!(plugins.config().read::<u16>("plugins.listener.port").unwrap(), 2);

    write(folder.path(), "3");
    assert_eq!(ports.recv_timeout(PATIENCE).unwrap(), 3);
    drop(watch);
}

#[test]
fn reading_is_no_change() {
    static READINGS: AtomicUsize = AtomicUsize::new(0);

    #[derive(Deserialize)]
    #[serde(from = "Port")]
    struct Counted;
    impl From<Port> for Counted {
        fn from(_: Port) -> Self {
            READINGS.fetch_add(1, Ordering::Relaxed);
            Counted
        }
    }
    #[plugin(id = "listener", version = "1.0.0", config = Counted, listed)]
    struct Reader;
    impl From<Counted> for Reader {
        fn from(_: Counted) -> Self {
            Reader
        }
    }

    let folder = TempDir::new().unwrap();
    write(folder.path(), "1");
    let config = Config::new().dir(folder.path());
    let plugins = PluginManager::builder().config(config).plugin::<Reader>().build().unwrap();
    let (sender, outcomes) = mpsc::channel();
    let _watch = plugins.config().watch(QUIET, move |outcome| drop(sender.send(outcome))).unwrap();

    write(folder.path(), "2");
    assert!(outcomes.recv_timeout(PATIENCE).unwrap().is_ok());
    // Whatever the system had to tell of that has been told; if not, of one more refresh.
    assert!(outcomes.recv_timeout(QUIET * 10).is_err());
    let readings = READINGS.load(Ordering::Relaxed);
    assert!(outcomes.recv_timeout(QUIET * 20).is_err());
    assert_eq!(READINGS.load(Ordering::Relaxed), readings, "a refresh has brought about another one");
}

#[test]
fn a_watch_keeps_no_manager_alive() {
    let folder = TempDir::new().unwrap();
    let World { plugins, watch, outcomes, .. } = world(folder.path());
    let weak = plugins.downgrade();
    drop(plugins);
    assert!(weak.upgrade().is_none());
    drop(watch);
    assert!(outcomes.recv_timeout(PATIENCE).is_err(), "and lets go of whom it told");
}

#[test]
fn there_has_to_be_something_to_watch() {
    let plugins = PluginManager::builder().build().unwrap();
    let error = plugins.config().watch(QUIET, |_| {}).unwrap_err();
    assert!(matches!(error, Error::Config(ConfigError::Unwatched { .. })), "{error}");
}
