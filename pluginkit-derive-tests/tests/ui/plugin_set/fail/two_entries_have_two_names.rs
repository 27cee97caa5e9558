use newsdesk::geo::Geo;
use pluginkit::plugin_set;

plugin_set! {
    struct Newsroom { geo: Geo, geo: newsdesk::Timing, r#geo: Geo }
    points: [newsdesk::Feed];
}

plugin_set! {
    struct Conditional {
        #[cfg(all())]
        geo: Geo,
        geo: newsdesk::Timing,
    }
    points: [newsdesk::Feed];
}

fn main() {
    let _ = Newsroom { geo: Geo }.caller::<dyn newsdesk::Feed>().name();
}
