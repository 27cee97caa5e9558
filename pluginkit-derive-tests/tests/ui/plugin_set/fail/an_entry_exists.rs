use newsdesk::Feed;
use newsdesk::geo::Geo;
use pluginkit::plugin_set;

plugin_set! {
    struct Newsroom { geo: Geo, other: newsdesk::geo::Goe, weather: weather::Weather, stocks: Stocks }
    points: [Feed];
}

fn main() {
    let set = Newsroom::default();
    let _ = set.caller::<dyn Feed>().name();
}
