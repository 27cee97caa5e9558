use newsdesk::Feed;
use newsdesk::geo::Geo;
use pluginkit::plugin_set;

plugin_set! {
    struct Newsroom { geo: Geo }
    points: [Feed];
}

fn main() {
    let set = Newsroom::default();
    set.caller::<Feed>();
    set.caller().name();
}
