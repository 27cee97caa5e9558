//! Middleware: old plugins that block and new ones that wait, in one order, through one hook. One of them is slow and is
//! shed; one hangs, and is left alone for a while; one refuses. The requests get through.

use std::thread::{self, ThreadId};
use std::time::Duration;

use pluginkit::HookState;
use pluginkit::prelude::*;
use tokio::time::sleep;

#[derive(Clone, Debug)]
struct Request {
    method: &'static str,
    path: &'static str,
    /// What middleware has added.
    notes: Vec<&'static str>,
}

impl Request {
    fn new(method: &'static str, path: &'static str) -> Self {
        Request { method, path, notes: Vec::new() }
    }

    fn noted(mut self, note: &'static str) -> Self {
        self.notes.push(note);
        self
    }
}

/// Whoever takes a tenth of a second holds up everybody, and does so three times.
#[extension_point(slow = "100ms", on_slow = disable(after = 3))]
trait Middleware {
    /// Looks at a request, and hands it on.
    #[hook(pipeline)]
    async fn handle(&self, request: Request) -> Result<Request, BoxError>;
}

/// New: everything is `async`, its life, too. Fast ones go first.
#[plugin(id = "request-id", version = "2.0.0")]
#[derive(Default)]
struct RequestId;

#[extension]
impl Lifecycle for RequestId {
    async fn start(&self, _cx: &PluginContext) -> Result<(), BoxError> {
        println!("  request-id: started");
        Ok(())
    }
    async fn stop(&self, _cx: &PluginContext) -> Result<(), BoxError> {
        println!("  request-id: stopped");
        Ok(())
    }
}

#[extension(priority = 100)]
impl Middleware for RequestId {
    async fn handle(&self, request: Request) -> Result<Request, BoxError> {
        tokio::task::yield_now().await;
        Ok(request.noted("id"))
    }
}

/// Old: nothing is `async`. `blocking` keeps its queries off the threads of the runtime.
#[plugin(id = "sessions", version = "0.9.0")]
struct Sessions {
    runtime: ThreadId,
}

/// Dropping it closes it.
struct Connection;

impl Drop for Connection {
    fn drop(&mut self) {
        println!("  sessions: the connection is closed");
    }
}

#[extension(blocking)]
impl Lifecycle for Sessions {
    fn init(&self, _cx: &PluginContext) -> Result<(), BoxError> {
        println!("  sessions: the tables are there");
        Ok(())
    }
    fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
        println!("  sessions: started");
        cx.own(Connection);
        Ok(())
    }
    fn stop(&self, _cx: &PluginContext) -> Result<(), BoxError> {
        println!("  sessions: stopped");
        Ok(())
    }
    fn unload(&self, _cx: &PluginContext) -> Result<(), BoxError> {
        println!("  sessions: unloaded");
        Ok(())
    }
}

#[extension(priority = 50, blocking)]
impl Middleware for Sessions {
    fn handle(&self, request: Request) -> Result<Request, BoxError> {
        thread::sleep(Duration::from_millis(2));
        let is_elsewhere = thread::current().id() != self.runtime;
        Ok(request.noted(if is_elsewhere { "session, from another thread" } else { "session" }))
    }
}

/// Old, and not fond of surprises.
#[plugin(id = "spam-filter", version = "0.3.0")]
#[derive(Default)]
struct SpamFilter;

#[extension(priority = 40, when = is_sending)]
impl Middleware for SpamFilter {
    fn handle(&self, request: Request) -> Result<Request, BoxError> {
        if request.path == "/odd" {
            Err("nobody sends anything there".into())
        } else {
            Ok(request.noted("no spam"))
        }
    }
}

fn is_sending(_: &SpamFilter, request: &Request) -> bool {
    request.method == "POST"
}

/// Asks a server that is far away, in every sense.
#[plugin(id = "geo", version = "1.1.0")]
#[derive(Default)]
struct Geo;

#[extension]
impl Middleware for Geo {
    async fn handle(&self, request: Request) -> Result<Request, BoxError> {
        sleep(Duration::from_millis(150)).await;
        Ok(request.noted("country"))
    }
}

/// Waits for a server that sometimes does not answer: not for ever, and not again and again.
#[plugin(id = "prices", version = "1.0.0")]
#[derive(Default)]
struct Prices;

#[extension(
    priority = -10,
    timeout = "30ms",
    breaker(failures = 2, within = "1m", retry = "60m")
)]
impl Middleware for Prices {
    async fn handle(&self, request: Request) -> Result<Request, BoxError> {
        if request.path.starts_with("/shop") {
            sleep(Duration::from_hours(1)).await;
        }
        Ok(request.noted("prices"))
    }
}

async fn send(middleware: &MiddlewareCaller, request: Request) {
    let (method, path) = (request.method, request.path);
    let report = middleware.reported().handle(request).await;
    println!("{method} {path}: {}", report.value.notes.join(", "));
    for failure in &report.failures {
        println!("  but {failure}");
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), pluginkit::Error> {
    let plugins = PluginManager::builder()
        .plugins(plugins![RequestId, SpamFilter, Geo, Prices])
        .instance(Sessions { runtime: thread::current().id() })
        .build()?;
    let shown = |event: &PluginEvent| {
        if let PluginEvent::HookShed { plugin, .. } | PluginEvent::HookRestored { plugin, .. } = event {
            println!("  {}: {plugin}", event.name());
        }
    };
    plugins.subscribe(shown).detach();
    plugins.measure("middleware.*").expect("it is a pattern").detach();
    plugins.start().await?;

    let middleware = plugins.caller::<dyn Middleware>();
    println!("in order: {}", middleware.explain());
    send(&middleware, Request::new("GET", "/")).await;
    send(&middleware, Request::new("POST", "/odd")).await;
    send(&middleware, Request::new("GET", "/shop")).await;
    send(&middleware, Request::new("GET", "/shop/cart")).await;
    send(&middleware, Request::new("POST", "/shop")).await;

    println!("who is called:");
    for plugin in plugins.inspections() {
        for hook in plugin.hooks.iter().filter(|hook| hook.hook == "middleware.handle") {
            let state = match hook.state {
                HookState::Open { .. } => "failing, tried again within the hour".to_owned(),
                state => state.to_string(),
            };
            println!("  {}: {state}", plugin.descriptor.id());
        }
    }
    let metrics = plugins.metrics();
    let slowest = metrics.hook("middleware.handle").and_then(|hook| hook.slowest());
    println!("the slowest: {}", slowest.map_or("nobody", |plugin| plugin.plugin.as_str()));

    plugins.restore("geo")?;
    send(&middleware, Request::new("GET", "/")).await;
    plugins.shutdown().await?;
    Ok(())
}
