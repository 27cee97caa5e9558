//! A caller's vector that a call appends to.

use alloc::vec::Vec;

/// What a call has appended so far. It is taken back unless the call gives an outcome: on a failure that ends it, a panic,
/// or when its future is dropped.
pub(crate) struct Appended<'v, T> {
    vector: &'v mut Vec<T>,
    before: usize,
}

impl<'v, T> Appended<'v, T> {
    #[inline(always)]
    pub(crate) fn to(vector: &'v mut Vec<T>) -> Self {
        let before = vector.len();
        Appended { vector, before }
    }

    /// The vector, with what was there before.
    #[inline(always)]
    pub(crate) fn all(&mut self) -> &mut Vec<T> {
        self.vector
    }

    /// Keeps what was appended, if the call has an outcome.
    #[inline(always)]
    pub(crate) fn unless_failed<E>(mut self, result: Result<(), E>) -> Result<(), E> {
        if result.is_ok() {
            self.before = self.vector.len();
        }
        result
    }
}

impl<T> Drop for Appended<'_, T> {
    #[inline(always)]
    fn drop(&mut self) {
        self.vector.truncate(self.before);
    }
}
