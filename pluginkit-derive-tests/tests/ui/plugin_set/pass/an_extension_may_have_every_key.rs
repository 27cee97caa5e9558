//! What only a manager does (`timeout`, `blocking`) does no harm, and the rest is done.

use pluginkit::plugin_set;
use pluginkit::prelude::*;

#[extension_point]
pub trait Feed {
    async fn fetch(&self, topic: &str) -> String;
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension(timeout = "2s", blocking, priority = -3, when = Self::is_wanted, before("stocks"))]
impl Feed for Weather {
    fn fetch(&self, topic: &str) -> String {
        format!("fog over the {topic}")
    }
}

impl Weather {
    fn is_wanted(&self, topic: &str) -> bool {
        topic != "exchange"
    }
}

#[plugin(id = "stocks", version = "1.0.0", listed)]
#[derive(Default)]
struct Stocks;

#[extension(timeout = "2s", priority = 7)]
impl Feed for Stocks {
    async fn fetch(&self, topic: &str) -> String {
        format!("{topic} is up")
    }
}

#[plugin(id = "timing", version = "1.0.0", listed)]
#[derive(Default)]
struct Timing;

#[extension(wrapper, timeout = "2s", priority = 1, after("nobody"))]
impl FeedWrapper for Timing {
    async fn fetch(&self, _: &str, next: Next<'_>) -> HookResult<Vec<String>> {
        let mut headlines = next.run().await?;
        headlines.push("in time".to_owned());
        Ok(headlines)
    }
}

plugin_set! {
    struct Newsroom { stocks: Stocks, timing: Timing, weather: Weather }
    points: [Feed];
}

fn main() {
    let set = Newsroom::default();
    let feed = set.caller::<dyn Feed>();
    let fetch = |topic: &str| pluginkit::block_on(feed.fetch(topic)).unwrap().unwrap();
    assert_eq!(fetch("harbor"), ["fog over the harbor", "harbor is up", "in time"]);
    assert_eq!(fetch("exchange"), ["exchange is up", "in time"]);
    assert_eq!(fetch("sea"), ["fog over the sea", "sea is up", "in time"]);
}
