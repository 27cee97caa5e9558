#![deny(warnings, deprecated)]

use newsdesk::Feed;
use newsdesk::geo::Geo;
use pluginkit::plugin_set;

// A point of which everything is deprecated.
mod archivist {
    use pluginkit::prelude::*;

    #[plugin(id = "archivist", version = "1.0.0", listed)]
    #[derive(Default)]
    pub struct Archivist;

    #[extension]
    impl newsdesk::Archive for Archivist {}
}

plugin_set! {
    struct Newsroom { geo: Geo, archivist: archivist::Archivist }
    points: [Feed, newsdesk::Archive];
}

fn main() {
    let set = Newsroom::default();
    let _ = set.caller::<dyn Feed>().name();
}
