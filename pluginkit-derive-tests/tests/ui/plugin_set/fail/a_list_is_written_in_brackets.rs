use newsdesk::geo::Geo;
use pluginkit::plugin_set;

plugin_set! {
    struct Bare { geo: Geo }
    points: newsdesk::Feed;
}

plugin_set! {
    struct Braces { geo: Geo }
    points: { newsdesk::Feed };
}

plugin_set! {
    struct Equals { geo: Geo }
    points = [newsdesk::Feed];
}

plugin_set! {
    struct NoColon { geo: Geo }
    points [newsdesk::Feed];
}

plugin_set! {
    struct NoComma { geo: Geo }
    points: [newsdesk::Feed newsdesk::Archive];
}

plugin_set! {
    struct NoSemicolon { geo: Geo }
    points: [newsdesk::Feed] points: [];
}

plugin_set! {
    struct Comma { geo: Geo },
    points: [newsdesk::Feed],
}

fn main() {}
