use pluginkit::plugin_set;

plugin_set! {
    struct Newsroom(newsdesk::geo::Geo);
    points: [newsdesk::Feed];
}

plugin_set! {
    struct Others;
    points: [newsdesk::Feed];
}

fn main() {}
