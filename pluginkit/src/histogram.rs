//! How often which durations have come, to within a thirty-second part, counted by any number of threads without a lock.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Every power of two is cut into so many parts, as a power of two.
const PRECISION: u32 = 5;
const PARTS: u64 = 1 << PRECISION;
/// Nothing is told apart beyond 2^43 ns, some two and a half hours.
const LAST: usize = place((1 << 43) - 1);

/// Counts durations. The first `PARTS` buckets are a nanosecond wide each, the next as many too, and from then on they are twice as
/// wide with each power of two.
pub(crate) struct Histogram {
    buckets: Box<[AtomicU64]>,
}

/// The bucket of a duration.
#[allow(clippy::cast_possible_truncation, reason = "even the last bucket has a small number")]
const fn place(nanoseconds: u64) -> usize {
    if nanoseconds < PARTS {
        return nanoseconds as usize;
    }
    let shift = nanoseconds.ilog2() - PRECISION;
    (shift as usize) * (PARTS as usize) + (nanoseconds >> shift) as usize
}

/// The longest duration of a bucket.
fn longest(place: usize) -> u64 {
    let (place, parts) = (place as u64, PARTS);
    if place < parts {
        return place;
    }
    let shift = place / parts - 1;
    ((place - shift * parts + 1) << shift) - 1
}

impl Histogram {
    pub(crate) fn new() -> Self {
        Histogram { buckets: (0..=LAST).map(|_| AtomicU64::new(0)).collect() }
    }

    pub(crate) fn count(&self, duration: Duration) {
        let nanoseconds = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        self.buckets[place(nanoseconds).min(LAST)].fetch_add(1, Ordering::Relaxed);
    }

    /// Adds what another has counted.
    pub(crate) fn add(&self, other: &Histogram) {
        for (into, from) in self.buckets.iter().zip(&other.buckets) {
            into.fetch_add(from.load(Ordering::Relaxed), Ordering::Relaxed);
        }
    }

    /// How many have been counted, and for each of these shares the duration that so large a share of them did not exceed.
    pub(crate) fn read<const N: usize>(&self, shares: [f64; N]) -> (u64, [Duration; N]) {
        let counts: Vec<u64> = self.buckets.iter().map(|bucket| bucket.load(Ordering::Relaxed)).collect();
        let total: u64 = counts.iter().sum();
        let quantile = |share: f64| {
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_precision_loss,
                clippy::cast_sign_loss,
                reason = "a share of a count is a count"
            )]
            let rank = ((total as f64 * share).ceil() as u64).max(1);
            let mut below = 0;
            let reached = counts.iter().position(|count| {
                below += count;
                below >= rank
            });
            Duration::from_nanos(reached.map_or(0, longest))
        };
        (total, shares.map(quantile))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn buckets_touch_and_do_not_overlap() {
        let mut expected = 0;
        for bucket in 0..LAST {
            let longest = longest(bucket);
            assert_eq!((place(expected), place(longest)), (bucket, bucket), "{bucket}");
            expected = longest + 1;
        }
    }

    #[test]
    fn nothing_counted_is_nothing() {
        assert_eq!(Histogram::new().read([0.5]), (0, [Duration::ZERO]));
    }

    #[test]
    fn what_is_longer_than_all_is_counted_with_the_longest() {
        let histogram = Histogram::new();
        histogram.count(Duration::MAX);
        assert_eq!(histogram.read([1.0]), (1, [Duration::from_nanos((1 << 43) - 1)]));
    }

    proptest! {
        #[test]
        fn a_quantile_is_right_to_within_a_thirty_second_part(
            mut durations in proptest::collection::vec(0_u64..100_000_000_000, 1..300),
            share in 0.01..=1.0_f64,
        ) {
            let histogram = Histogram::new();
            for nanoseconds in &durations {
                histogram.count(Duration::from_nanos(*nanoseconds));
            }
            durations.sort_unstable();
            #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::cast_sign_loss, reason = "as above")]
            let rank = ((durations.len() as f64 * share).ceil() as usize).max(1);
            let exact = durations[rank - 1];
            let (count, [read]) = histogram.read([share]);
            prop_assert_eq!(count, durations.len() as u64);
            let read = u64::try_from(read.as_nanos()).unwrap();
            prop_assert!(read >= exact && read - exact <= exact / 32, "{} for {}", read, exact);
        }
    }
}
