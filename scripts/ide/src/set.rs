//! The same plugins, chosen at compile time.

use pluginkit::plugin_set;

use crate::api::{self, Feed};
use crate::plugins::{self, Weather};
use crate::wrapper::Shout;

plugin_set! {
    /// Everybody.
    pub struct Newsroom {
        weather: Weather,
        atlas: plugins::Atlas,
        shout: Shout,
        // The end of the entries.
    }
    points: [api::Feed];
}

pub fn print() -> Result<(), pluginkit::Error> {
    let set = Newsroom::default();
    let feed = set.caller::<dyn Feed>();
    let headlines: Vec<String> = pluginkit::block_on(feed.fetch("harbor"))??;
    println!("{headlines:?}");
    println!("{:?}", feed.resolve("harbor")?);
    if let Some(place) = set.caller::<dyn Feed>().isolated().resolve("harbor") {
        println!("{}: {}", place.name, place.latitude);
    }
    let signature = set.weather.signature();
    println!("{signature}");
    Ok(())
}
