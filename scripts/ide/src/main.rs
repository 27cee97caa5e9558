//! The host.

mod api;
mod plugins;
mod wrapper;

use pluginkit::prelude::*;

use crate::api::Feed;

fn main() -> Result<(), pluginkit::Error> {
    let plugins = PluginManager::discover()?;
    let feed = plugins.caller::<dyn Feed>();
    pluginkit::block_on(async {
        let headlines: Vec<String> = feed.fetch("harbor").await?;
        println!("{headlines:?}");
        Ok::<(), HookError>(())
    })
    .expect("block_on")?;
    println!("{:?}", feed.resolve("harbor")?);
    println!("{}", feed.isolated().render("fog".to_owned()));
    Ok(())
}
