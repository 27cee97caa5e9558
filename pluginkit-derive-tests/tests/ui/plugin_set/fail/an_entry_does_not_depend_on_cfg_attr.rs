use newsdesk::geo::Geo;
use pluginkit::plugin_set;

plugin_set! {
    struct Newsroom {
        geo: Geo,
        #[cfg_attr(all(), cfg(any()))]
        timing: newsdesk::Timing,
    }
    points: [newsdesk::Feed];
}

fn main() {}
