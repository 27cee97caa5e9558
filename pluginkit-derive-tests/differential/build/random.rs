//! Numbers that a seed decides.

/// `SplitMix64`.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Random(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// One of the numbers below this one.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    pub(crate) fn up_to(&mut self, most: usize) -> usize {
        usize::try_from(self.below(most as u64 + 1)).expect("it is no more than the most")
    }

    pub(crate) fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    pub(crate) fn one_of<T: Copy>(&mut self, some: &[T]) -> T {
        some[self.up_to(some.len() - 1)]
    }

    pub(crate) fn shuffled<T>(&mut self, mut some: Vec<T>) -> Vec<T> {
        for last in (1..some.len()).rev() {
            let other = self.up_to(last);
            some.swap(last, other);
        }
        some
    }
}
