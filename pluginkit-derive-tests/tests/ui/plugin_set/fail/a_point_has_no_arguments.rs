use newsdesk::geo::Geo;
use pluginkit::plugin_set;

plugin_set! {
    struct Newsroom { geo: Geo }
    points: [newsdesk::Feed<String>];
}

plugin_set! {
    struct Others { geo: Geo }
    points: [newsdesk::Feed, "newsdesk::Feed"];
}

fn main() {}
