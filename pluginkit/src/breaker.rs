//! Counting failures and slow calls: state machines that are told the time, and have no clock of their own.

use std::collections::VecDeque;
use std::time::Duration;

/// A circuit breaker. Times are counted from any moment, and do not go back.
#[derive(Debug)]
pub(crate) struct Circuit {
    failures: usize,
    within: Duration,
    retry: Duration,
    phase: Phase,
    /// How often the phase has changed. What a call comes to counts only in the phase in which it began.
    generation: u64,
}

#[derive(Debug)]
enum Phase {
    /// With the times of the latest failures.
    Closed(VecDeque<Duration>),
    Open {
        until: Duration,
    },
    /// One call is under way.
    HalfOpen,
}

/// Where a circuit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum At {
    Closed,
    Open { until: Duration },
    HalfOpen,
}

/// The phase in which a call began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Generation(u64);

/// What a call says of the one who was called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Well,
    Badly,
    /// It was cancelled.
    Unknown,
}

/// What a call has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Opened,
    Closed,
}

impl Circuit {
    /// Closed. So many failures within a time open it; 0 is taken for 1.
    pub(crate) fn new(failures: u32, within: Duration, retry: Duration) -> Self {
        let failures = usize::try_from(failures).unwrap_or(usize::MAX).max(1);
        Circuit { failures, within, retry, phase: Phase::Closed(VecDeque::new()), generation: 0 }
    }

    /// Whether a call may begin now.
    pub(crate) fn admit(&mut self, now: Duration) -> Option<Generation> {
        match self.phase {
            Phase::Closed(_) => {}
            Phase::Open { until } if until <= now => self.pass(Phase::HalfOpen),
            Phase::Open { .. } | Phase::HalfOpen => return None,
        }
        Some(Generation(self.generation))
    }

    /// A call has ended.
    pub(crate) fn ended(&mut self, began: Generation, now: Duration, verdict: Verdict) -> Option<Change> {
        if began.0 != self.generation {
            return None;
        }
        match (&mut self.phase, verdict) {
            (Phase::Closed(failures), Verdict::Badly) => {
                failures.retain(|at| now.saturating_sub(*at) <= self.within);
                failures.push_back(now);
                (failures.len() >= self.failures).then(|| self.open(now))
            }
            (Phase::HalfOpen, Verdict::Badly) => Some(self.open(now)),
            (Phase::HalfOpen, Verdict::Well) => {
                self.pass(Phase::Closed(VecDeque::new()));
                Some(Change::Closed)
            }
            (Phase::HalfOpen, Verdict::Unknown) => {
                // As open as before, for whoever calls next to try.
                self.pass(Phase::Open { until: now });
                None
            }
            (Phase::Closed(_) | Phase::Open { .. }, _) => None,
        }
    }

    pub(crate) fn at(&self) -> At {
        match self.phase {
            Phase::Closed(_) => At::Closed,
            Phase::Open { until } => At::Open { until },
            Phase::HalfOpen => At::HalfOpen,
        }
    }

    fn open(&mut self, now: Duration) -> Change {
        self.pass(Phase::Open { until: now.saturating_add(self.retry) });
        Change::Opened
    }

    fn pass(&mut self, phase: Phase) {
        self.phase = phase;
        self.generation += 1;
    }
}

/// Counts slow calls.
#[derive(Debug)]
pub(crate) struct Slowness {
    limit: Duration,
    /// So many in a row are too many; 0 is taken for 1.
    too_many: Option<u32>,
    in_a_row: u32,
    total: u64,
}

/// What a call says of the one who was called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pace {
    Quick,
    Slow,
    /// It was slow, and there have been too many such calls now.
    TooSlow,
}

impl Slowness {
    pub(crate) fn new(limit: Duration, too_many: Option<u32>) -> Self {
        Slowness { limit, too_many: too_many.map(|count| count.max(1)), in_a_row: 0, total: 0 }
    }

    /// A call has ended. One that was cancelled says nothing, unless it was slow already.
    pub(crate) fn ended(&mut self, elapsed: Duration, is_cancelled: bool) -> Pace {
        if elapsed < self.limit {
            if !is_cancelled && !self.is_too_slow() {
                self.in_a_row = 0;
            }
            return Pace::Quick;
        }
        let was_too_slow = self.is_too_slow();
        self.total = self.total.saturating_add(1);
        self.in_a_row = self.in_a_row.saturating_add(1);
        if self.is_too_slow() && !was_too_slow { Pace::TooSlow } else { Pace::Slow }
    }

    /// Whether there have been too many slow calls in a row. Quick ones that come late do not change that.
    pub(crate) fn is_too_slow(&self) -> bool {
        self.too_many.is_some_and(|count| self.in_a_row >= count)
    }

    /// How many calls were slow.
    pub(crate) fn total(&self) -> u64 {
        self.total
    }
}

#[cfg(test)]
mod tests;
