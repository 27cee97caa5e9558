use newsdesk::geo::Geo;
use pluginkit::plugin_set;

plugin_set! {
    struct Newsroom { geo: Geo }
    points: [newsdesk::Feed<String>];
}

plugin_set! {
    struct Others { geo: Geo }
    points: [newsdesk::Feed, "newsdesk::Feed", newsdesk::Feed + Send, <Geo as newsdesk::Feed>::fetch];
}

fn main() {
    let _ = Newsroom::default().caller::<dyn newsdesk::Feed>().name();
    let _ = Others::default().caller::<dyn newsdesk::Feed>().name();
}
