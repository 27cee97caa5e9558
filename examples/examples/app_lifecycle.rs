//! A service: a database, and an HTTP server that needs it. A start that goes wrong leaves nothing running, and a
//! shutdown lets requests finish.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use pluginkit::prelude::*;
use tokio::task::JoinSet;
use tokio::time::sleep;

/// What the database offers to other plugins.
#[extension_point]
trait Store {
    /// How many rows the table has.
    #[hook(first_result)]
    async fn count(&self, table: &str) -> Option<u32>;
}

/// What the host asks of the server.
#[extension_point]
trait Server {
    /// Answers a request, in the background.
    fn request(&self, path: &str);
}

#[plugin(id = "database", version = "2.1.0")]
#[derive(Default)]
struct Database;

/// An open connection; dropping it closes it.
struct Connection;

impl Drop for Connection {
    fn drop(&mut self) {
        println!("  database: the connection is closed");
    }
}

#[extension(timeout = "5s")]
impl Lifecycle for Database {
    /// Once, before the first start.
    async fn init(&self, _cx: &PluginContext) -> Result<(), BoxError> {
        println!("  database: the tables are up to date");
        Ok(())
    }

    /// What a start makes can be left to the context: it is dropped after `stop`, and when the start fails.
    async fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
        sleep(Duration::from_millis(5)).await;
        println!("  database: connected");
        cx.own(Connection);
        Ok(())
    }
}

#[extension]
impl Store for Database {
    async fn count(&self, table: &str) -> Option<u32> {
        sleep(Duration::from_millis(20)).await;
        (table == "orders").then_some(3)
    }
}

#[extension]
impl Health for Database {
    fn health(&self, _cx: &PluginContext) -> HealthStatus {
        HealthStatus::Ok
    }
}

/// It is not called before it has started, and it starts after the database.
#[plugin(id = "http", version = "1.0.0", depends_on(Database = "^2"))]
#[derive(Default)]
struct Http {
    port_is_taken: AtomicBool,
    store: OnceLock<StoreCaller>,
    requests: Mutex<JoinSet<String>>,
}

#[extension]
impl Lifecycle for Http {
    async fn init(&self, cx: &PluginContext) -> Result<(), BoxError> {
        let store = cx.caller::<dyn Store>()?;
        self.store.get_or_init(|| store);
        Ok(())
    }

    async fn start(&self, _cx: &PluginContext) -> Result<(), BoxError> {
        if self.port_is_taken.load(Ordering::Relaxed) {
            return Err("port 8080 is taken".into());
        }
        println!("  http: listening");
        Ok(())
    }

    /// Nobody calls the plugin any more; what it began earlier, it finishes. The database is still there.
    async fn stop(&self, _cx: &PluginContext) -> Result<(), BoxError> {
        let requests = std::mem::take(&mut *self.requests());
        println!("  http: {} requests to finish", requests.len());
        let mut answers = requests.join_all().await;
        answers.sort();
        for answer in answers {
            println!("  http: {answer}");
        }
        Ok(())
    }
}

#[extension]
impl Server for Http {
    fn request(&self, path: &str) {
        let store = self.store.get().expect("`init` comes before the first call").clone();
        let path = path.to_owned();
        self.requests().spawn(async move {
            match store.count(path.trim_start_matches('/')).await {
                Ok(Some(count)) => format!("200 {path}: {count} of them"),
                Ok(None) => format!("404 {path}"),
                Err(error) => format!("500 {path}: {error}"),
            }
        });
    }
}

#[extension]
impl Health for Http {
    fn health(&self, _cx: &PluginContext) -> HealthStatus {
        match self.requests().len() {
            0 => HealthStatus::Ok,
            waiting => HealthStatus::Degraded(format!("{waiting} requests wait for an answer")),
        }
    }
}

impl Http {
    fn requests(&self) -> MutexGuard<'_, JoinSet<String>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[tokio::main]
async fn main() -> Result<(), pluginkit::Error> {
    let plugins = PluginManager::discover()?;
    let _subscription = plugins.subscribe(|event| println!("  [{event}]"));
    let http = plugins.plugin::<Http>().expect("it is in this file");

    println!("Start, while somebody else has the port:");
    http.port_is_taken.store(true, Ordering::Relaxed);
    if let Err(error) = plugins.start().await {
        println!("{error}");
    }
    print_states(&plugins);

    println!("Start again:");
    http.port_is_taken.store(false, Ordering::Relaxed);
    plugins.start().await?;
    print_states(&plugins);

    println!("Two requests arrive:");
    let server = plugins.caller::<dyn Server>();
    server.request("/orders")?;
    server.request("/unicorns")?;
    for plugin in plugins.health().await.plugins {
        println!("{}: {}", plugin.plugin, plugin.status);
    }

    println!("\nShut down:");
    plugins.shutdown().await?;

    println!("\nNobody is there to take a request:");
    server.request("/orders")?;
    println!("{} plugins", plugins.ids().count());
    Ok(())
}

fn print_states(plugins: &PluginManager) {
    for plugin in plugins.descriptors() {
        println!("{}: {}", plugin.id(), plugin.state());
    }
    println!();
}
