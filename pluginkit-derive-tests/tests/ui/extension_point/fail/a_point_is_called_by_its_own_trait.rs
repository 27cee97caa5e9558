use newsdesk::{Feed, FeedWrapper};
use pluginkit::prelude::*;

fn main() -> Result<(), pluginkit::Error> {
    let plugins = PluginManager::discover()?;
    plugins.caller::<Feed>();
    plugins.caller::<dyn FeedWrapper>();
    Ok(())
}
