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

plugin_set! {
    struct Behind { geo: Geo }
    where Geo: Clone
    points: [newsdesk::Feed];
}

fn main() {
    Newsroom::<Geo>::default().caller::<dyn newsdesk::Feed>();
}
