//! What is left of a call when a wrapper fails after it.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::hook::{Hook, OutcomeOf, ValueOf};
use super::ledger::Ledger;
use crate::error::HookResult;
use crate::id::PluginId;
use crate::sync::{Mutex, lock};

/// Where the latest outcome that came from inside of a wrapper is kept.
pub trait Inside<H: Hook>: Default {
    /// Keeps a copy of it, with those who contributed to it, if its type has copies.
    fn note<L: Ledger<ValueOf<H>>>(
        &self,
        ledger: &L,
        outcome: HookResult<OutcomeOf<H>>,
    ) -> HookResult<OutcomeOf<H>>;
    /// What is left if the wrapper fails after it.
    fn take<L: Ledger<ValueOf<H>>>(&self, ledger: &L) -> Option<OutcomeOf<H>>;
}

/// Nowhere: where a failure ends the call, nothing is left.
impl<H: Hook> Inside<H> for () {
    #[inline(always)]
    fn note<L: Ledger<ValueOf<H>>>(
        &self,
        _: &L,
        outcome: HookResult<OutcomeOf<H>>,
    ) -> HookResult<OutcomeOf<H>> {
        outcome
    }

    #[inline(always)]
    fn take<L: Ledger<ValueOf<H>>>(&self, _: &L) -> Option<OutcomeOf<H>> {
        None
    }
}

/// A place for it.
pub struct Inner<H: Hook> {
    /// Boxed, so that it takes little room where nothing is kept.
    latest: Mutex<Option<Box<Latest<H>>>>,
}

type Latest<H> = (OutcomeOf<H>, Vec<PluginId>);

impl<H: Hook> Default for Inner<H> {
    fn default() -> Self {
        Inner { latest: Mutex::new(None) }
    }
}

impl<H: Hook> Inside<H> for Inner<H> {
    fn note<L: Ledger<ValueOf<H>>>(
        &self,
        ledger: &L,
        outcome: HookResult<OutcomeOf<H>>,
    ) -> HookResult<OutcomeOf<H>> {
        if let (Some(keep), Ok(outcome)) = (H::KEEP, &outcome) {
            // The copy is plugin code, and is made before the lock is taken.
            let kept = Box::new((keep(outcome), ledger.contributors()));
            *lock(&self.latest) = Some(kept);
        }
        outcome
    }

    fn take<L: Ledger<ValueOf<H>>>(&self, ledger: &L) -> Option<OutcomeOf<H>> {
        let latest = lock(&self.latest).take();
        latest.map(|latest| {
            let (outcome, contributors) = *latest;
            ledger.stands(contributors);
            outcome
        })
    }
}
