use newsdesk::geo::Geo;
use newsdesk::{Feed, FeedCaller};
use pluginkit::{FailFast, plugin_set};

plugin_set! {
    struct Newsroom { geo: Geo }
    points: [Feed];
}

fn main() {
    let set = Newsroom::default();
    let _: FeedCaller<FailFast, &Newsroom> = set.caller::<dyn Feed>();
    let _: FeedCaller = set.caller::<dyn Feed>();
}
