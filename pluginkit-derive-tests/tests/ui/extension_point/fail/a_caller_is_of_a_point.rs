use pluginkit::prelude::*;

fn main() -> Result<(), pluginkit::Error> {
    let plugins = PluginManager::discover()?;
    plugins.caller::<dyn std::fmt::Display>();
    Ok(())
}
