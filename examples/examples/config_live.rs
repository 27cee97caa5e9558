//! A service whose configuration changes while it runs: wholly or not at all, and those whose section is different are told.

use std::fs;
use std::sync::atomic::{AtomicU16, Ordering};

use pluginkit::prelude::*;
use pluginkit::{Changed, Config, ConfigReport, PluginEvent};
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
#[serde(default)]
struct ListenerConfig {
    port: u16,
    backlog: u32,
}

impl Default for ListenerConfig {
    fn default() -> Self {
        ListenerConfig { port: 80, backlog: 128 }
    }
}

/// Moves to another port when it is told to.
#[plugin(id = "listener", version = "1.0.0", config = ListenerConfig)]
struct Listener {
    port: AtomicU16,
}

impl From<ListenerConfig> for Listener {
    fn from(config: ListenerConfig) -> Self {
        Listener { port: config.port.into() }
    }
}

#[extension]
impl ConfigChanged for Listener {
    async fn on_config_changed(&self, _cx: &PluginContext, change: &ConfigChange) -> Result<(), BoxError> {
        let Changed { old, new } = change.of::<ListenerConfig>()?;
        if change.diff().touches("backlog") {
            return Err(format!("a backlog of {} needs a restart", new.backlog).into());
        }
        self.port.store(new.port, Ordering::Relaxed);
        println!("  listener: from port {} to port {}", old.port, new.port);
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(default)]
struct CacheConfig {
    entries: u32,
}

impl Default for CacheConfig {
    fn default() -> Self {
        CacheConfig { entries: 1000 }
    }
}

/// Looks when it needs to know, and does not want to be told.
#[plugin(id = "cache", version = "1.0.0", config = CacheConfig)]
struct Cache;

impl From<CacheConfig> for Cache {
    fn from(_: CacheConfig) -> Self {
        Cache
    }
}

#[extension]
impl Health for Cache {
    fn health(&self, cx: &PluginContext) -> HealthStatus {
        match cx.config::<CacheConfig>() {
            Ok(config) => HealthStatus::Degraded(format!("0 of {} entries", config.entries)),
            Err(error) => HealthStatus::Failing(error.to_string()),
        }
    }
}

fn tell(what: &str, changed: Result<ConfigReport, pluginkit::Error>) {
    match changed {
        Ok(ConfigReport { diff, failures, .. }) => {
            println!("  {what}: {diff}");
            for failure in failures {
                println!("  failed: {failure}");
            }
        }
        Err(refused) => println!("  {what} is refused: {refused}"),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("app.toml");
    fs::write(&file, "[plugins.listener]\nport = 8080\n")?;

    let plugins = PluginManager::builder().config(Config::new().dir(folder.path())).discover().build()?;
    plugins
        .subscribe(|event| {
            if let PluginEvent::ConfigRefreshed { plugin } = event {
                println!("  event: {plugin} has another configuration");
            }
        })
        .detach();
    plugins.start().await?;
    let config = plugins.config();

    println!("The file is written anew:");
    fs::write(&file, "[plugins.listener]\nport = 9090\n[plugins.cache]\nentries = 50\n")?;
    tell("refresh", config.refresh().await);
    println!("  {}", plugins.health().await.status());

    println!("Something is laid over it:");
    tell("merge", config.merge(json!({ "plugins": { "listener": { "port": 9091 } } })).await);

    println!("Nobody is told:");
    tell("silent merge", config.silently().merge(json!({ "plugins": { "cache": { "entries": 60 } } })));
    println!("  {}", plugins.health().await.status());

    println!("One type refuses, so nothing happens:");
    let wrong = json!({ "plugins": { "listener": { "port": 7 }, "cache": { "entries": "many" } } });
    tell("merge", config.merge(wrong).await);
    println!("  still at port {}", config.read::<u16>("plugins.listener.port")?);

    println!("One plugin fails, and the others are told all the same:");
    let half = json!({ "plugins": { "listener": { "backlog": 1 }, "cache": { "entries": 70 } } });
    tell("merge", config.merge(half).await);

    println!("The file is torn:");
    fs::write(&file, "[plugins.listener\n")?;
    println!("  refused: {}", config.reload().is_err());
    println!("  still from {}", config.origin("listener.port").ok_or("it is gone")?);
    plugins.stop().await?;
    Ok(())
}
