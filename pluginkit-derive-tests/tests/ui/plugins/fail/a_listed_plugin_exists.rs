use pluginkit::prelude::*;

fn main() -> Result<(), pluginkit::Error> {
    PluginManager::builder().plugins(plugins![newsdesk::geo::Goe]).build()?;
    Ok(())
}
