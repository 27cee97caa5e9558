//! The newest table of a point, and how those who hold an older one learn of it.
//!
//! A held table is used without a lock or a reference count; one flag says whether it is still the newest. Whoever
//! publishes a new table stores it first and sets the flag of the old one then, so a caller that sees the flag finds
//! the new table.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use arc_swap::ArcSwap;

use super::selection::Selection;
use super::table::Table;
use crate::point::Seat;
use crate::resolve::{Arrangement, Attachment, arrange};

/// Where the newest table of a point is found.
pub(crate) struct Hub<T: Table> {
    newest: ArcSwap<Snapshot<T>>,
}

/// The table of a point, as it was at some time.
pub(super) struct Snapshot<T: Table> {
    pub(super) table: T,
    pub(super) arrangement: Arrangement,
    /// Shared with the tables that were selected from this one.
    stale: Arc<AtomicBool>,
}

impl<T: Table> Hub<T> {
    pub(crate) fn new(arrangement: Arrangement) -> Self {
        Hub { newest: ArcSwap::from_pointee(Snapshot::new(arrangement, Arc::default())) }
    }

    /// Of several who publish at once, each marks the very table that its own has taken the place of.
    pub(crate) fn publish(&self, arrangement: Arrangement) {
        let old = self.newest.swap(Arc::new(Snapshot::new(arrangement, Arc::default())));
        old.stale.store(true, Ordering::Release);
    }

    pub(super) fn newest(&self) -> Arc<Snapshot<T>> {
        self.newest.load_full()
    }
}

impl<T: Table> Snapshot<T> {
    fn new(arrangement: Arrangement, stale: Arc<AtomicBool>) -> Self {
        let mut table = T::default();
        for (attachment, positions) in arrangement.attachments().iter().zip(arrangement.positions()) {
            let Attachment { extension, plugin } = attachment;
            let seat = Seat { id: &extension.id, positions: &positions, lifted: &extension.lifted() };
            extension.entry.attach(&mut table, plugin, &seat);
        }
        table.seal();
        Snapshot { table, arrangement, stale }
    }

    /// A part of this table, which goes stale with it.
    pub(super) fn select(&self, selection: &Selection) -> Self {
        let chosen = selection.of(self.arrangement.attachments());
        Snapshot::new(arrange(chosen, T::HOOKS), Arc::clone(&self.stale))
    }

    #[inline(always)]
    pub(super) fn is_stale(&self) -> bool {
        self.stale.load(Ordering::Acquire)
    }
}
