#![deny(deprecated)]

use newsdesk::Feed;
use newsdesk::geo::Geo;
use pluginkit::plugin_set;

plugin_set! {
    struct Newsroom { geo: Geo }
    points: [Feed];
}

fn main() {
    let set = Newsroom::default();
    let feed = set.caller::<dyn Feed>();
    let _ = feed.load("harbor");
    feed.isolated().load("harbor");
    let _ = feed.load_into(&mut Vec::new(), "harbor");
}
