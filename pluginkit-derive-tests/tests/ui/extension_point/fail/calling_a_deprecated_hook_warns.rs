#![deny(deprecated)]

use newsdesk::Feed;
use pluginkit::prelude::*;

fn main() -> Result<(), pluginkit::Error> {
    let feed = PluginManager::discover()?.caller::<dyn Feed>();
    feed.load("harbor")?;
    feed.isolated().load("harbor");
    Ok(())
}
