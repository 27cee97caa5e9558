//! A call that is watched, from its beginning to its end.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use super::panics::{catch, message};
use super::stopwatch::Stopwatch;
use crate::govern::Pass;
use crate::watch::{CallOutcome, Ended, Watcher, Watching};

/// A call under way. Dropped before its end is told, it was cancelled, or its time was up.
pub(super) struct UnderWay<'w> {
    watching: Cow<'w, [Arc<dyn Watcher>]>,
    pass: Pass<'w>,
    limit: Option<Duration>,
    /// `None` once its end has been told, and where there is nobody to tell it to.
    began: Option<Stopwatch>,
}

impl<'w> UnderWay<'w> {
    /// Tells of its beginning.
    pub(super) fn begin(
        watching: &'w Watching,
        pass: Pass<'w>,
        limit: Option<Duration>,
        show: impl FnOnce() -> Option<String>,
    ) -> Self {
        if watching.is_empty() && pass.is_free() {
            return UnderWay { watching: Cow::Borrowed(watching), pass, limit, began: None };
        }
        let watching = watching_this(watching, show);
        tell(&watching, |watcher| watcher.began());
        UnderWay { watching, pass, limit, began: Some(Stopwatch::start()) }
    }

    /// Tells of its end.
    pub(super) fn end(&mut self, outcome: CallOutcome) {
        self.close(|_| outcome);
    }

    fn close(&mut self, outcome: impl FnOnce(Duration) -> CallOutcome) {
        let Some(began) = self.began.take() else { return };
        let elapsed = began.elapsed();
        let ended = Ended::new(outcome(elapsed), elapsed);
        if let Err(payload) = catch(|| self.pass.ended(&ended)) {
            tracing::warn!(message = message(payload), "counting how calls end panicked");
        }
        tell(&self.watching, |watcher| watcher.ended(&ended));
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

/// Those who watch this one call, with its arguments where they want to see them.
fn watching_this(watching: &Watching, show: impl FnOnce() -> Option<String>) -> Cow<'_, [Arc<dyn Watcher>]> {
    if !watching.iter().any(|watcher| watcher.wants_arguments()) {
        return Cow::Borrowed(watching);
    }
    // What shows them may be anybody's code.
    let shown: Option<Arc<str>> = match catch(show) {
        Ok(shown) => shown.map(Arc::from),
        Err(payload) => {
            tracing::warn!(message = message(payload), "the `Debug` of an argument panicked");
            None
        }
    };
    let of_call = |watcher: &Arc<dyn Watcher>| {
        watcher.with_arguments(shown.as_ref()).unwrap_or_else(|| Arc::clone(watcher))
    };
    Cow::Owned(watching.iter().map(of_call).collect())
}

fn tell(watching: &[Arc<dyn Watcher>], tell: impl Fn(&dyn Watcher)) {
    for watcher in watching {
        if let Err(payload) = catch(|| tell(&**watcher)) {
            tracing::warn!(message = message(payload), "a watcher of calls panicked");
        }
    }
}
