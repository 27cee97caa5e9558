use newsdesk::{Feed, Timing};
use pluginkit::prelude::*;

fn main() -> Result<(), pluginkit::Error> {
    let feed = PluginManager::discover()?.caller::<dyn Feed>();
    let _ = feed.with(Timing);
    Ok(())
}
