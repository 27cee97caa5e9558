use newsdesk::Timing;
use newsdesk::geo::Geo;
use pluginkit::plugin_set;

plugin_set! {
    struct Newsroom { geo: Geo, geo: Timing, r#geo: Geo }
    points: [newsdesk::Feed];
}

fn main() {}
