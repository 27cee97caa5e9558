use newsdesk::geo::{self, Geo};
use pluginkit::plugin_set;

fn feed() {}

plugin_set! {
    struct Newsroom { geo: Geo }
    points: [Geo, geo, feed, newsdesk::FeedCaller, std::option::Option, crate];
}

fn main() {}
