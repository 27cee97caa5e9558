use newsdesk::geo::Geo;
use pluginkit::plugin_set;

plugin_set! {}

plugin_set! {
    enum Newsroom { Geo(Geo) }
    points: [newsdesk::Feed];
}

plugin_set! {
    geo: Geo, points: [newsdesk::Feed]
}

plugin_set! {
    pub Newsroom { geo: Geo }
    points: [newsdesk::Feed];
}

plugin_set![Geo];

fn main() {}
