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
    let _ = feed.only(["geo"]).name();
    let _ = feed.without(["geo"]);
    let _ = feed.with(Geo);
    let _ = feed.explain();
}
