//! Sources that are fast, slow, or out of order, and a wrapper that takes the time and saves the day.

use std::time::{Duration, Instant};

use pluginkit::prelude::*;
use tokio::time::sleep;

/// Where headlines come from.
#[extension_point]
trait Source {
    /// The latest headline about the topic.
    async fn fetch(&self, topic: &str) -> Result<String, BoxError>;
}

/// The telegraph is quick.
#[plugin(id = "telegraph", version = "1.0.0")]
#[derive(Default)]
struct Telegraph;

#[extension]
impl Source for Telegraph {
    async fn fetch(&self, topic: &str) -> Result<String, BoxError> {
        sleep(Duration::from_millis(20)).await;
        Ok(format!("{topic}: STOP all is well STOP"))
    }
}

/// The radio takes its time, and does not like bad weather.
#[plugin(id = "radio", version = "1.0.0")]
#[derive(Default)]
struct Radio;

#[extension]
impl Source for Radio {
    async fn fetch(&self, topic: &str) -> Result<String, BoxError> {
        sleep(Duration::from_millis(60)).await;
        if topic == "storm" {
            return Err("nothing but static".into());
        }
        Ok(format!("{topic}: you heard it here first"))
    }
}

/// The almanac was printed last year: no need to wait, so no `async`.
#[plugin(id = "almanac", version = "1.0.0")]
#[derive(Default)]
struct Almanac;

#[extension]
impl Source for Almanac {
    fn fetch(&self, topic: &str) -> Result<String, BoxError> {
        Ok(format!("{topic}: much the same as every year"))
    }
}

/// Takes the time of every call, and has something to say when the sources have not.
#[plugin(id = "night-editor", version = "1.0.0")]
#[derive(Default)]
struct NightEditor;

#[extension(wrapper)]
impl SourceWrapper for NightEditor {
    async fn fetch(&self, topic: &str, next: Next<'_>) -> HookResult<Vec<String>> {
        let started = Instant::now();
        let outcome = next.run().await;
        println!("[asked for {topic}, took {} ms]", started.elapsed().as_millis());

        // A wrapper may replace what came from inside, and it may turn a failure into an outcome.
        outcome.or_else(|error| {
            println!("[{error}]");
            Ok(vec![format!("{topic}: no news is good news")])
        })
    }
}

#[tokio::main]
async fn main() -> Result<(), pluginkit::Error> {
    let plugins = PluginManager::discover()?;
    let source = plugins.caller::<dyn Source>();

    println!("Everybody answers, in the order of their ids:");
    print(&source.fetch("harbor").await?);

    println!("The first failure ends a call; the wrapper recovers:");
    print(&source.fetch("storm").await?);

    println!("An isolated call passes over the failure, so there is nothing to recover from:");
    print(&source.isolated().fetch("storm").await);

    println!("Without the wrapper, the failure is the caller's:");
    match source.without(["night-editor"]).fetch("storm").await {
        Ok(headlines) => print(&headlines),
        Err(error) => println!("  {error}"),
    }
    Ok(())
}

fn print(headlines: &[String]) {
    for headline in headlines {
        println!("  {headline}");
    }
    println!();
}
