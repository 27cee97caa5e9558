//! Events: `user.login`, `user.logout` and `page.load` are hooks, and whoever listens is a plugin. A name that is misspelt, or a
//! listener that takes something else, does not compile.

use std::ops::ControlFlow::{self, Break, Continue};
use std::time::Duration;

use pluginkit::prelude::*;
use pluginkit::{Ended, HookCall};
use tokio::time::sleep;

/// What the listeners of `user.login` hand on to each other.
#[derive(Debug)]
struct Visit {
    name: String,
    /// What they have to say about it.
    notes: Vec<&'static str>,
}

/// The point's id and the name of a hook are the name of an event: `user.login`.
#[extension_point(id = "user")]
trait UserEvents {
    /// Somebody comes. `Break` ends it: those who come after are not called, and what is in it is what the caller gets.
    #[hook(pipeline)]
    fn login(&self, visit: Visit) -> ControlFlow<Visit, Visit>;
    /// Somebody goes.
    fn logout(&self, name: &str);
}

#[extension_point(id = "page")]
trait PageEvents {
    /// A page is loaded: listeners may wait for what they add to it.
    #[hook(pipeline)]
    async fn load(&self, page: String) -> String;
}

/// Is asked first, and may turn somebody away.
#[plugin(id = "guard", version = "1.0.0")]
#[derive(Default)]
struct Guard;

#[extension(priority = 100)]
impl UserEvents for Guard {
    fn login(&self, mut visit: Visit) -> ControlFlow<Visit, Visit> {
        if visit.name.is_empty() {
            visit.notes.push("turned away");
            return Break(visit);
        }
        visit.notes.push("checked");
        Continue(visit)
    }
}

/// Need not be there.
#[plugin(id = "greeter", version = "1.0.0")]
#[derive(Default)]
struct Greeter;

#[extension]
impl UserEvents for Greeter {
    fn login(&self, mut visit: Visit) -> ControlFlow<Visit, Visit> {
        visit.notes.push("greeted");
        Continue(visit)
    }
    fn logout(&self, name: &str) {
        println!("  greeter: goodbye, {name}");
    }
}

/// Comes last, and listens to whatever it can.
#[plugin(id = "journal", version = "2.0.0")]
#[derive(Default)]
struct Journal;

#[extension(priority = -100)]
impl UserEvents for Journal {
    fn login(&self, mut visit: Visit) -> ControlFlow<Visit, Visit> {
        visit.notes.push("written down");
        Continue(visit)
    }
    fn logout(&self, name: &str) {
        println!("  journal: {name} has left");
    }
}

#[extension]
impl PageEvents for Journal {
    // A synchronous listener of an event that others wait in.
    fn load(&self, page: String) -> String {
        page + ", counted"
    }
}

#[plugin(id = "archive", version = "1.0.0")]
#[derive(Default)]
struct Archive;

#[extension(priority = 20)]
impl PageEvents for Archive {
    async fn load(&self, page: String) -> String {
        sleep(Duration::from_millis(5)).await;
        page + ", from the archive"
    }
}

/// Waits for an answer that never comes; its timeout ends that.
#[plugin(id = "mirror", version = "0.1.0")]
#[derive(Default)]
struct Mirror;

#[extension(priority = 10, timeout = "50ms")]
impl PageEvents for Mirror {
    async fn load(&self, _page: String) -> String {
        std::future::pending().await
    }
}

/// Sees who listens to the events of users, and how that ends: a pattern, and no list of events.
#[plugin(id = "tracer", version = "1.0.0", listed)]
#[derive(Default)]
struct Tracer;

#[extension(on = "user.*")]
impl HookObserver for Tracer {
    fn ended(&self, call: &HookCall, ended: &Ended) {
        println!("    traced: {}, {} {}", call.hook().id(), call.plugin(), ended.outcome());
    }
}

/// Is not there from the beginning.
#[plugin(id = "latecomer", version = "1.0.0", listed)]
#[derive(Default)]
struct Latecomer;

#[extension]
impl Lifecycle for Latecomer {
    fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
        // Plugins hear of events, too, for as long as they are started.
        cx.subscribe(|event| println!("  latecomer hears: {event}"))?;
        Ok(())
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), pluginkit::Error> {
    let plugins = PluginManager::discover()?;
    plugins.start().await?;
    let user = plugins.caller::<dyn UserEvents>();
    let page = plugins.caller::<dyn PageEvents>();

    println!("The higher priority goes first:");
    arrives(&user, "alice")?;
    print!("{}", user.explain());

    println!("\nWho is not known goes no further:");
    arrives(&user, "")?;

    println!("\nWithout the greeter, and with it again:");
    plugins.disable("greeter")?;
    arrives(&user, "ben")?;
    user.logout("ben")?;
    plugins.enable("greeter")?;
    user.logout("alice")?;

    println!("\nSome wait, and one would wait for ever:");
    // After a failure the page goes on as it was before; the report says whose failure that was.
    let loaded = page.reported().load("a page".to_owned()).await;
    println!("  {}", loaded.value);
    for failure in &loaded.failures {
        println!("  {failure}");
    }

    println!("\nTraced, while that is wanted:");
    plugins.register(Tracer).await?;
    arrives(&user, "carol")?;
    page.isolated().load("a page of nobody's".to_owned()).await;
    plugins.remove("tracer").await?;
    arrives(&user, "dora")?;

    println!("\nWhat happens to plugins are events as well:");
    let subscription = plugins.subscribe(|event| println!("  host hears: {event}"));
    plugins.register(Latecomer).await?;
    plugins.disable("greeter")?;
    page.isolated().load("another page".to_owned()).await;
    plugins.remove("latecomer").await?;
    drop(subscription);

    plugins.shutdown().await
}

fn arrives(user: &UserEventsCaller, name: &str) -> Result<(), HookError> {
    let visit = user.login(Visit { name: name.to_owned(), notes: Vec::new() })?;
    println!("  {:?}: {}", visit.name, visit.notes.join(", "));
    Ok(())
}
