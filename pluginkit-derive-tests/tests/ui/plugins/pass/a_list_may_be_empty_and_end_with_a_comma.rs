use newsdesk::{Timing, geo};
use pluginkit::prelude::*;

type Alias = geo::Geo;

fn main() {
    let nobody: [pluginkit::PluginEntry; 0] = plugins![];
    let plugins = PluginManager::builder().plugins(nobody).plugins(plugins![Alias, Timing,]).build().unwrap();
    assert!(plugins.ids().eq(["geo", "timing"]));
}
