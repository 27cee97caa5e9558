use newsdesk::geo::Geo;
use pluginkit::plugin_set;

trait Plain {}

plugin_set! {
    struct Newsroom { geo: Geo }
    points: [Plain, newsdesk::Plain, std::fmt::Display, newsdesk::Feed];
}

fn main() {}
