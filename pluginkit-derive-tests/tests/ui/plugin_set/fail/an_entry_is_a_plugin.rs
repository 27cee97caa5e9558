use newsdesk::Feed;
use newsdesk::geo::{Coordinates, Geo};
use pluginkit::plugin_set;

plugin_set! {
    struct Newsroom { geo: Geo, coordinates: Coordinates, boxed: Box<Geo>, pair: (Geo, Geo) }
    points: [Feed];
}

fn main() {
    let set = Newsroom::default();
    let _ = set.caller::<dyn Feed>().name();
}
