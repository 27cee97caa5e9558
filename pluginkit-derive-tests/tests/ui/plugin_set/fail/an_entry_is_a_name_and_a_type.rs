use newsdesk::geo::Geo;
use pluginkit::plugin_set;

plugin_set! {
    struct Newsroom { Geo, newsdesk::Timing, timing newsdesk::Timing }
    points: [newsdesk::Feed];
}

plugin_set! {
    struct Unfinished { weather, geo: Geo, stocks: , timing: }
    points: [newsdesk::Feed];
}

plugin_set! {
    struct Others { geo: "geo", timing: 3, other: Geo timing: newsdesk::Timing }
    points: [newsdesk::Feed];
}

plugin_set! {
    struct Made { geo: Geo {}, timing: newsdesk::Timing = newsdesk::Timing, other: Geo::default(), }
    points: [newsdesk::Feed];
}

fn main() {
    // It is there all the same.
    let set = Unfinished::default();
    let _ = (&set.geo, set.caller::<dyn newsdesk::Feed>().name());
    let _ = Others::default();
    let _ = Made::default();
}
