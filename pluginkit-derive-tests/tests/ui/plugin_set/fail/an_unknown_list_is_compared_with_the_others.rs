use newsdesk::geo::Geo;
use pluginkit::plugin_set;

plugin_set! {
    struct Newsroom { geo: Geo }
    point: [newsdesk::Feed];
}

plugin_set! {
    struct Others { geo: Geo }
    points: [newsdesk::Feed];
    wrappers: [newsdesk::FeedWrapper];
}

fn main() {}
