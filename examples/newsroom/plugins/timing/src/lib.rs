//! A stopwatch around every fetch, whoever is being asked.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use newsroom_api::{FeedWrapper, Headline, Request};
use pluginkit::prelude::*;

/// Takes the time of each call of `feed.fetch`.
#[plugin(id = "stopwatch", version = "1.0.0")]
#[derive(Debug, Default)]
pub struct Stopwatch {
    last: Mutex<Option<Duration>>,
}

// The priority keeps it outside any wrapper added later: what they cost is part of what a caller waits for.
#[extension(wrapper, priority = 100)]
impl FeedWrapper for Stopwatch {
    async fn fetch(&self, _request: &Request, next: Next<'_>) -> HookResult<Vec<Vec<Headline>>> {
        let started = Instant::now();
        let headlines = next.run().await;
        self.record(started.elapsed());
        headlines
    }
}

impl Stopwatch {
    /// How long the last call took. It is told once; `None` means that there was no call since.
    pub fn take(&self) -> Option<Duration> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn record(&self, elapsed: Duration) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(elapsed);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Stopwatch;

    #[test]
    fn a_time_is_told_once() {
        let stopwatch = Stopwatch::default();
        stopwatch.record(Duration::from_millis(3));

        assert_eq!(stopwatch.take(), Some(Duration::from_millis(3)));
        assert_eq!(stopwatch.take(), None);
    }
}
