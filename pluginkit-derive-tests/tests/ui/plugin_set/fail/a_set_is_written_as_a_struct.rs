use pluginkit::plugin_set;

plugin_set! {}

plugin_set! {
    enum Newsroom { Geo(newsdesk::geo::Geo) }
    points: [newsdesk::Feed];
}

plugin_set! {
    geo: newsdesk::geo::Geo, points: [newsdesk::Feed]
}

plugin_set! {
    pub Newsroom { geo: newsdesk::geo::Geo }
    points: [newsdesk::Feed];
}

plugin_set![newsdesk::geo::Geo];

fn main() {}
