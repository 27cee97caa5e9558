//! The host.

mod api;
mod plugins;
mod set;
mod wrapper;

use pluginkit::prelude::*;

use crate::api::Feed;

fn main() -> Result<(), pluginkit::Error> {
    let plugins = PluginManager::discover()?;
    pluginkit::block_on(plugins.start())??;
    let feed = plugins.caller::<dyn Feed>();
    let headlines: Vec<String> = pluginkit::block_on(feed.fetch("harbor"))??;
    println!("{headlines:?}");
    println!("{:?}", feed.resolve("harbor")?);
    if let Some(place) = feed.isolated().resolve("harbor") {
        println!("{}: {}", place.name, place.latitude);
    }
    println!("{}", feed.isolated().render("fog".to_owned()));
    set::print()
}
