//! How long something takes, by the clock that there is.

use std::time::Duration;

#[cfg(background_runtime)]
type Instant = tokio::time::Instant;
#[cfg(all(not(background_runtime), not(no_clock)))]
type Instant = std::time::Instant;

/// Runs from the moment it is made. Inside a runtime whose clock is paused, it stands still with it.
#[cfg(not(no_clock))]
pub(crate) struct Stopwatch(Instant);

#[cfg(not(no_clock))]
impl Stopwatch {
    pub(crate) fn start() -> Self {
        Stopwatch(Instant::now())
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// Without a clock, nothing takes any time.
#[cfg(no_clock)]
pub(crate) struct Stopwatch(());

#[cfg(no_clock)]
impl Stopwatch {
    pub(crate) fn start() -> Self {
        Stopwatch(())
    }

    #[allow(clippy::unused_self, reason = "it stands in for one that knows")]
    pub(crate) fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
}
