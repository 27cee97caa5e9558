use newsdesk::{Feed, FeedCaller};
use pluginkit::prelude::*;

fn fail_fast(feed: &FeedCaller) {
    let _: Vec<String> = feed.name();
    let _: String = feed.name().unwrap();
    let _: u64 = feed.locate("harbor").unwrap();
}

fn isolated(feed: &FeedCaller) {
    let _: Result<Vec<String>, HookError> = feed.isolated().name();
}

fn reported(feed: &FeedCaller) {
    let _: Vec<String> = feed.reported().name();
}

async fn waited(feed: &FeedCaller) {
    let _: Vec<String> = feed.isolated().fetch("harbor");
}

fn main() {
    let _ = |plugins: PluginManager| plugins.caller::<dyn Feed>();
}
