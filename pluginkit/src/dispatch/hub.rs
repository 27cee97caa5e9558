//! The newest table of a point, and how those who hold an older one learn of it.
//!
//! A held table is used without a lock or a reference count; one flag says whether it is still the newest. A change sets
//! the flag and no more: the next table is built by whoever calls first, however many changes there have been.

use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};

use arc_swap::ArcSwap;

use super::panics::discard;
use super::remembering::{self, Past};
use super::selection::Selection;
use super::table::Table;
use crate::entry::{Listener, Owner, Seat};
use crate::govern::Govern;
use crate::resolve::{Arrangement, Attachment, arrange};
use crate::sync::AtomicBool;
use crate::watch::Watchers;

/// Where the newest table of a point is found.
pub(crate) struct Hub<T: Table> {
    newest: ArcSwap<Snapshot<T>>,
    /// What is remembered of its historic hooks, by their places; empty where it has none.
    pub(super) pasts: Box<[OnceLock<Arc<dyn Past<T>>>]>,
    /// `None` where nothing ever changes.
    source: Option<Arc<dyn Source>>,
}

/// Who knows what a table is made of.
pub(crate) trait Source: Send + Sync {
    /// Calls back with the extensions as they are and those who watch, and lets nothing change until that has returned; or does not call
    /// back at all, where nobody knows any more.
    fn with_attachments(&self, renew: &mut dyn FnMut(Vec<Attachment>, Watchers));
}

/// Who hears of what the implementations in a table do.
#[derive(Clone)]
pub(crate) struct Audience {
    pub(crate) listener: Listener,
    pub(crate) watchers: Watchers,
    pub(crate) governor: Arc<dyn Govern>,
}

/// The table of a point, as it was at some time.
pub(super) struct Snapshot<T: Table> {
    pub(super) table: T,
    pub(super) arrangement: Arrangement,
    audience: Audience,
    /// Shared with the tables that were selected from this one.
    stale: Arc<AtomicBool>,
}

impl<T: Table> Hub<T> {
    /// A hub that follows its source.
    pub(crate) fn new(attachments: Vec<Attachment>, source: Arc<dyn Source>, audience: Audience) -> Self {
        Hub { source: Some(source), ..Hub::fixed(attachments, audience) }
    }

    /// A hub of these extensions for ever.
    pub(crate) fn fixed(attachments: Vec<Attachment>, audience: Audience) -> Self {
        Hub {
            newest: ArcSwap::from_pointee(Snapshot::of(attachments, audience)),
            pasts: remembering::pasts(T::HOOKS),
            source: None,
        }
    }

    /// The newest table is not the newest any more: every holder finds out with its next call.
    pub(crate) fn invalidate(&self) {
        self.newest.load().stale.store(true, Ordering::Release);
    }

    /// Builds the next table, if the newest one has gone stale.
    pub(crate) fn renew(&self) {
        let Some(source) = &self.source else { return };
        if !self.newest.load().is_stale() {
            return;
        }
        // Kept until the source is done: with the table goes what it was the last to hold, and that is plugins' code.
        let mut outdated = None;
        source.with_attachments(&mut |attachments, watchers| outdated = self.replace(attachments, watchers));
        if outdated.is_some() {
            discard(outdated);
            self.newest.load().arrangement.warn();
        }
    }

    /// The table that another one has taken the place of, unless somebody else has seen to it.
    fn replace(&self, attachments: Vec<Attachment>, watchers: Watchers) -> Option<Arc<Snapshot<T>>> {
        let newest = self.newest.load();
        if !newest.is_stale() {
            return None;
        }
        let audience = Audience { watchers, ..newest.audience.clone() };
        Some(self.newest.swap(Arc::new(Snapshot::of(attachments, audience))))
    }

    /// The last table of all, when whoever knew is gone. Nobody watches its calls.
    pub(crate) fn conclude(&self, attachments: Vec<Attachment>) {
        discard(self.replace(attachments, Watchers::default()));
    }

    /// A table of these extensions alone, for as long as it takes to tell them of something.
    pub(super) fn apart(&self, attachments: Vec<Attachment>) -> Snapshot<T> {
        Snapshot::of(attachments, self.newest.load().audience.clone())
    }

    pub(super) fn newest(&self) -> Arc<Snapshot<T>> {
        self.renew();
        self.newest.load_full()
    }
}

impl<T: Table> Snapshot<T> {
    fn of(attachments: Vec<Attachment>, audience: Audience) -> Self {
        Snapshot::new(arrange(attachments, T::HOOKS), audience, Arc::new(AtomicBool::new(false)))
    }

    fn new(arrangement: Arrangement, audience: Audience, stale: Arc<AtomicBool>) -> Self {
        let Audience { listener, watchers, governor } = &audience;
        let mut table = T::default();
        for (attachment, positions) in arrangement.attachments().iter().zip(arrangement.positions()) {
            let Attachment { extension, plugin } = attachment;
            let owner =
                Owner { id: extension.id.clone(), serial: extension.serial, listener: Arc::clone(listener) };
            let lifted = extension.lifted();
            let (positions, governor) = (&positions[..], &**governor);
            let seat = Seat { owner: &owner, positions, lifted: &lifted, watchers, governor };
            extension.entry.attach(&mut table, plugin, &seat);
        }
        table.seal(watchers);
        Snapshot { table, arrangement, audience, stale }
    }

    /// A part of this table, which goes stale with it.
    pub(super) fn select(&self, selection: &Selection) -> Self {
        let chosen = selection.of(self.arrangement.attachments());
        let arrangement = arrange(chosen, T::HOOKS);
        arrangement.warn();
        Snapshot::new(arrangement, self.audience.clone(), Arc::clone(&self.stale))
    }

    #[inline(always)]
    pub(super) fn is_stale(&self) -> bool {
        self.stale.load(Ordering::Acquire)
    }
}
