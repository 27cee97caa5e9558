use newsdesk::geo::Geo;
use pluginkit::plugin_set;

plugin_set! {
    struct Newsroom { geo: "geo" }
    points: [newsdesk::Feed];
}

plugin_set! {
    struct Listed { Geo }
    points: [newsdesk::Feed];
}

plugin_set! {
    struct Filled { geo: Geo {} }
    points: [newsdesk::Feed];
}

fn main() {}
