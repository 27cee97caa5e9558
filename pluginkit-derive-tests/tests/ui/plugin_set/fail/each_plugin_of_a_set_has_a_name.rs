use newsdesk::geo::Geo;
use pluginkit::plugin_set;

plugin_set! {
    struct Newsroom(Geo);
    points: [newsdesk::Feed];
}

plugin_set! {
    struct Others;
    points: [newsdesk::Feed];
}

fn main() {}
