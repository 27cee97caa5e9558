//! An extension point and plugins in a crate of the edition 2018.

#![deny(warnings)]
#![forbid(unsafe_code)]

use pluginkit::plugin_set;
use pluginkit::prelude::*;

/// Where headlines come from.
#[extension_point(id = "feed")]
pub trait Feed {
    /// Fetches a headline.
    async fn fetch(&self, topic: &str) -> String;
    /// Changes a headline.
    #[hook(pipeline)]
    fn edit(&self, headline: String, style: &str) -> String;
}

/// Knows about fog.
#[plugin(id = "weather-2018", version = "1.0.0", listed)]
#[derive(Debug, Default)]
pub struct Weather;

#[extension(priority = 1)]
impl Feed for Weather {
    async fn fetch(&self, topic: &str) -> String {
        format!("fog over the {topic}")
    }
    fn edit(&self, headline: String, style: &str) -> String {
        headline + style
    }
}

/// Knows prices, without waiting for them.
#[plugin(id = "stocks-2018", version = "1.0.0", listed, depends_on(Weather = "^1"))]
#[derive(Debug, Default)]
pub struct Stocks;

#[extension(timeout = "5s", before("weather-2018"))]
impl Feed for Stocks {
    fn fetch(&self, topic: &str) -> String {
        format!("{topic} is up")
    }
}

/// Surrounds both.
#[plugin(id = "editor-2018", version = "1.0.0", listed)]
#[derive(Debug, Default)]
pub struct Editor;

#[extension(wrapper)]
impl FeedWrapper for Editor {
    async fn fetch(&self, _: &str, next: Next<'_>) -> HookResult<Vec<String>> {
        let mut headlines = next.run().await?;
        headlines.push("that is all".to_owned());
        Ok(headlines)
    }
    fn edit(&self, headline: String, _: &str, next: Next<'_>) -> HookResult<String> {
        next.run(headline + ", ")
    }
}

plugin_set! {
    /// All of them.
    #[derive(Debug)]
    pub struct Newsroom {
        /// Knows about fog.
        pub weather: Weather,
        stocks: Stocks,
        #[cfg(all())]
        editor: Editor,
        #[cfg(any())]
        gone: Gone,
    }
    points: [Feed];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_works_here_as_elsewhere() -> Result<(), pluginkit::Error> {
        let listed = plugins![Weather, Stocks, Editor];
        let plugins = PluginManager::builder().plugins(listed).build()?;
        let feed: FeedCaller = plugins.caller::<dyn Feed>();
        let headlines = pluginkit::block_on(feed.fetch("harbor")).expect("no runtime here")?;
        assert_eq!(headlines, ["harbor is up", "fog over the harbor", "that is all"]);
        assert_eq!(feed.edit("fog".to_owned(), "quietly")?, "fog, quietly");
        Ok(())
    }

    #[test]
    fn and_so_it_does_in_a_set() -> Result<(), pluginkit::Error> {
        let set = Newsroom::default();
        let feed = set.caller::<dyn Feed>();
        let headlines = pluginkit::block_on(feed.fetch("harbor")).expect("no runtime here")?;
        assert_eq!(headlines, ["harbor is up", "fog over the harbor", "that is all"]);
        assert_eq!(feed.edit("fog".to_owned(), "quietly")?, "fog, quietly");
        Ok(())
    }
}
