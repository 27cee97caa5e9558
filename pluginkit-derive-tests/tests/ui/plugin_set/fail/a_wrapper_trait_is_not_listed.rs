use newsdesk::Timing;
use pluginkit::plugin_set;

plugin_set! {
    struct Newsroom { timing: Timing }
    points: [newsdesk::FeedWrapper];
}

fn main() {}
