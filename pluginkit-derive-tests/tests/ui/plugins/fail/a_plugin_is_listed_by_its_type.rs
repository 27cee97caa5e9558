use pluginkit::prelude::*;

fn main() -> Result<(), pluginkit::Error> {
    PluginManager::builder().plugins(plugins!["geo"]).build()?;
    Ok(())
}
