use newsdesk::Feed;
use newsdesk::geo::Geo;
use pluginkit::plugin_set;

plugin_set! {
    struct Newsroom { geo: Geo }
    points: [Feed];
}

fn main() {
    let set = Newsroom::default();
    let feed = set.caller::<dyn Feed>();
    feed.fetsh("harbor");
    feed.isolated().resolve("harbor");
    let _: u8 = feed.name();
    let _ = feed.locate(3);
}
