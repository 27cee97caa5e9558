use newsdesk::geo::Geo;
use pluginkit::plugin_set;

plugin_set! {
    struct Newsroom<T> { geo: Geo, other: T }
    points: [newsdesk::Feed];
}

plugin_set! {
    struct Bounded where Geo: Clone { geo: Geo }
    points: [newsdesk::Feed];
}

fn main() {
    let _ = Bounded::default().caller::<dyn newsdesk::Feed>().name();
}
