use newsdesk::geo::Geo;
use pluginkit::plugin_set;

plugin_set! {
    #[derive(Clone)]
    struct Newsroom {
        #[optional]
        geo: Geo,
    }
    points: [newsdesk::Feed];
}

fn main() {}
