//! What a plugin of a set owns.

use std::sync::Arc;

use super::member::{Guard, release};
use crate::sync::{Mutex, lock};

/// What a plugin owns for a time. Clones are the same belongings: contexts may outlive that time.
#[derive(Clone)]
pub(crate) struct Belongings(Arc<Mutex<Option<Vec<Guard>>>>);

impl Belongings {
    pub(crate) fn new() -> Self {
        Belongings(Arc::new(Mutex::new(Some(Vec::new()))))
    }

    /// Adds something, or gives it back when the time is over.
    pub(super) fn add(&self, guard: Guard) -> Option<Guard> {
        match &mut *lock(&self.0) {
            Some(guards) => {
                guards.push(guard);
                None
            }
            None => Some(guard),
        }
    }

    /// The time is over: drops everything, the latest first.
    pub(crate) fn release(&self) {
        // Destructors are plugin code, and run outside of the lock.
        let guards = lock(&self.0).take();
        release(guards.unwrap_or_default());
    }
}
