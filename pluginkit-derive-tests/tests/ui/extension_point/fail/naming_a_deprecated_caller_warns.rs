#![deny(deprecated)]

use newsdesk::{Archive, ArchiveCaller};
use pluginkit::prelude::*;

fn main() -> Result<(), pluginkit::Error> {
    let _archive: ArchiveCaller = PluginManager::discover()?.caller::<dyn Archive>();
    Ok(())
}
