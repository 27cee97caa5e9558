use newsdesk::geo::Geo;
use pluginkit::plugin_set;

plugin_set! {
    struct Newsroom<T> {
        geo: Geo,
        #[cfg_attr(all(), cfg(any()))]
        timing: newsdesk::Timing,
        geo: T,
    }
    points: [newsdesk::Feed, dyn newsdesk::Archive, newsdesk::Feed];
    point: [];
}

fn main() {}
