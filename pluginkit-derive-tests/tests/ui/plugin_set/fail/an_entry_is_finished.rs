use newsdesk::geo::Geo;
use pluginkit::plugin_set;

plugin_set! {
    struct Newsroom { geo: Geo, weather: }
    points: [newsdesk::Feed];
}

plugin_set! {
    struct Others { geo: Geo, weather }
    points: [newsdesk::Feed];
}

fn main() {
    Newsroom::default().caller::<dyn newsdesk::Feed>();
}
