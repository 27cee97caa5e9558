//! A call that is watched, from its beginning to its end.

use std::time::Duration;

use super::panics::{catch, message};
use super::stopwatch::Stopwatch;
use crate::watch::{CallOutcome, Ended, Watcher, Watching};

/// A call under way. Dropped before its end is told, it was cancelled, or its time was up.
pub(super) struct UnderWay<'w> {
    watching: &'w Watching,
    limit: Option<Duration>,
    /// `None` once its end has been told.
    began: Option<Stopwatch>,
}

impl<'w> UnderWay<'w> {
    /// Tells of its beginning.
    pub(super) fn begin(watching: &'w Watching, limit: Option<Duration>) -> Self {
        tell(watching, |watcher| watcher.began());
        UnderWay { watching, limit, began: Some(Stopwatch::start()) }
    }

    /// Tells of its end.
    pub(super) fn end(&mut self, outcome: CallOutcome) {
        self.close(|_| outcome);
    }

    fn close(&mut self, outcome: impl FnOnce(Duration) -> CallOutcome) {
        let Some(began) = self.began.take() else { return };
        let elapsed = began.elapsed();
        let ended = Ended::new(outcome(elapsed), elapsed);
        tell(self.watching, |watcher| watcher.ended(&ended));
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        let limit = self.limit;
        // Whoever limits its time drops it when that is up, and not before.
        let is_up = |elapsed| limit.is_some_and(|limit| elapsed >= limit);
        self.close(|elapsed| if is_up(elapsed) { CallOutcome::TimedOut } else { CallOutcome::Cancelled });
    }
}

fn tell(watching: &Watching, tell: impl Fn(&dyn Watcher)) {
    for watcher in watching {
        if let Err(payload) = catch(|| tell(&**watcher)) {
            tracing::warn!(message = message(payload), "a watcher of calls panicked");
        }
    }
}
