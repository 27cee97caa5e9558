use newsdesk::inside::{Internal, Private};
use pluginkit::prelude::*;

fn main() -> Result<(), pluginkit::Error> {
    let plugins = PluginManager::discover()?;
    plugins.caller::<dyn Internal>();
    plugins.caller::<dyn Private>();
    Ok(())
}
