#![deny(warnings)]
#![allow(dead_code)]

use newsdesk::Feed;
use newsdesk::geo::Geo;
use pluginkit::plugin_set;

plugin_set! {
    struct Newsroom { geo: Geo }
    points: [Feed];
}

fn main() {
    plugin_set! {
        struct Local { geo: Geo }
        points: [Feed];
    }
}
