use newsdesk::geo::Geo;
use pluginkit::{plugin, plugin_set};

#[plugin(id = "geo", version = "2.0.0", listed)]
#[derive(Default)]
struct Maps;

plugin_set! {
    struct Newsroom { geo: Geo, maps: Maps, again: Geo }
    points: [];
}

fn main() {}
