//! The program of the README.

#![allow(missing_docs, unreachable_pub, reason = "the README has it word for word")]

use pluginkit::prelude::*;

/// Where headlines come from. Any plugin may contribute.
#[extension_point]
pub trait Feed {
    /// Fetches a headline for a topic. Every plugin is asked.
    async fn fetch(&self, topic: &str) -> String;
    /// The first plugin that knows the place answers.
    #[hook(first_result)]
    fn locate(&self, place: &str) -> Option<(f64, f64)>;
    /// The text goes through every plugin's hands.
    #[hook(pipeline)]
    fn render(&self, text: String) -> String;
}

#[plugin(id = "weather", version = "1.0.0")]
#[derive(Default)]
pub struct Weather;

#[extension(priority = 10, timeout = "2s")]
impl Feed for Weather {
    async fn fetch(&self, topic: &str) -> String {
        format!("fog over the {topic}")
    }
}

#[plugin(id = "atlas", version = "0.3.0")]
#[derive(Default)]
pub struct Atlas;

#[extension]
impl Feed for Atlas {
    // A synchronous implementation of an async hook just works.
    fn fetch(&self, topic: &str) -> String {
        format!("where to find the {topic}")
    }
    fn locate(&self, place: &str) -> Option<(f64, f64)> {
        (place == "harbor").then_some((54.3, 10.1))
    }
}

#[plugin(id = "shout", version = "1.0.0")]
#[derive(Default)]
pub struct Shout;

#[extension(wrapper, priority = 100)]
impl FeedWrapper for Shout {
    async fn fetch(&self, topic: &str, next: Next<'_>) -> HookResult<Vec<String>> {
        let headlines = next.run().await?; // everything inside this wrapper
        println!("{} headlines about {topic}", headlines.len());
        Ok(headlines.into_iter().map(|headline| headline.to_uppercase()).collect())
    }
}

#[tokio::main]
async fn main() -> Result<(), pluginkit::Error> {
    let plugins = PluginManager::discover()?; // everything linked into this binary, resolved and ordered
    plugins.start().await?; // dependencies first; whoever cannot start is named
    let feed = plugins.caller::<dyn Feed>(); // a typed stub; clone it, hold it

    let headlines: Vec<String> = feed.fetch("harbor").await?;
    println!("{headlines:#?}");
    println!("{:?}", feed.locate("harbor")?);
    println!("{}", feed.explain()); // who is called when, and why
    plugins.stop().await?; // dependents first; every error is returned
    Ok(())
}
