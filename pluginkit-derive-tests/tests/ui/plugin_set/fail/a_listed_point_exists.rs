use newsdesk::geo::Geo;
use pluginkit::plugin_set;

plugin_set! {
    struct Newsroom { geo: Geo }
    points: [newsdesk::Feet, Feed, feed::Feed, newsdesk::Feed];
}

fn main() {
    let _ = Newsroom::default().caller::<dyn newsdesk::Feed>().name();
}
