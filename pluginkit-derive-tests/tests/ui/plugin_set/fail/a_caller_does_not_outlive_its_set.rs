use newsdesk::Feed;
use newsdesk::geo::Geo;
use pluginkit::plugin_set;

plugin_set! {
    struct Newsroom { geo: Geo }
    points: [Feed];
}

fn main() {
    let feed = Newsroom::default().caller::<dyn Feed>();
    let _ = feed.name();

    let set = Newsroom::default();
    let feed = set.caller::<dyn Feed>();
    drop(set);
    let _ = feed.name();
}
