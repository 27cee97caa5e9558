use newsdesk::geo::Geo;
use pluginkit::{PluginManager, plugin_set};

plugin_set! {
    struct Newsroom { geo: Geo }
    points: [newsdesk::Feed];
}

fn main() {
    drop(PluginManager::builder().set(&Newsroom::default()).build());
    drop(PluginManager::builder().set(Geo).build());
    drop(PluginManager::builder().instance(Newsroom::default()).build());
}
