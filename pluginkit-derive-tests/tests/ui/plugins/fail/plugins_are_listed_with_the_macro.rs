use newsdesk::geo::Geo;
use pluginkit::prelude::*;

fn main() -> Result<(), pluginkit::Error> {
    PluginManager::builder().plugins([Geo]).build()?;
    Ok(())
}
