#![deny(deprecated)]

use newsdesk::geo::Geo;
use pluginkit::plugin_set;

mod archivist {
    #![allow(deprecated)]

    #[pluginkit::plugin(id = "archivist", version = "1.0.0", listed)]
    #[derive(Default)]
    pub struct Archivist;

    #[pluginkit::extension]
    impl newsdesk::Archive for Archivist {}
}

plugin_set! {
    struct Newsroom { geo: Geo, archivist: archivist::Archivist }
    points: [newsdesk::Archive];
}

fn main() {}
