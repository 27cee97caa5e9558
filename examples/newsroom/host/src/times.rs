use std::time::Duration;

use newsroom_api::{FeedCaller, Request};
use newsroom_timing::Stopwatch;

/// How long one source took, whether it had news or not.
#[derive(Debug)]
pub(crate) struct Lap {
    pub(crate) plugin: String,
    pub(crate) took: Duration,
}

/// Asks every source once more, alone: a wrapper sees a call as a whole, so a call of one source is that source's time.
pub(crate) async fn ask_one_by_one(feed: &FeedCaller, request: &Request, stopwatch: &Stopwatch) -> Vec<Lap> {
    let mut laps = Vec::new();
    for (plugin, source) in feed.each() {
        // The headlines are in print already; this is about the time.
        drop(source.reported().fetch(request).await);
        laps.extend(stopwatch.take().map(|took| Lap { plugin: plugin.to_string(), took }));
    }
    laps
}
