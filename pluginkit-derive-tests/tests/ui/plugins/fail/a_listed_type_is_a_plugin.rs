use newsdesk::geo::{Coordinates, Geo};
use pluginkit::prelude::*;

fn main() -> Result<(), pluginkit::Error> {
    PluginManager::builder().plugins(plugins![Geo, Coordinates]).build()?;
    PluginManager::builder().plugin::<Coordinates>().build()?;
    PluginManager::builder().instance(Coordinates).build()?;
    Ok(())
}
