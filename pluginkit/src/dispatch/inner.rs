//! What is left of a call when a wrapper fails after it.

use std::sync::{Mutex, PoisonError};

use super::hook::{Copying, Hook, OutcomeOf, ValueOf};
use super::ledger::Ledger;
use crate::error::HookResult;
use crate::id::PluginId;

/// The latest outcome that came from inside a wrapper, with those who contributed to it: what is left if the wrapper
/// fails after it.
pub(crate) struct Inner<H: Hook> {
    /// Boxed, so that it takes little room where nothing is kept.
    latest: Mutex<Option<Box<Latest<H>>>>,
    keep: Option<Copying<OutcomeOf<H>>>,
}

type Latest<H> = (OutcomeOf<H>, Vec<PluginId>);

impl<H: Hook> Inner<H> {
    pub(crate) fn new<L: Ledger<ValueOf<H>>>() -> Self {
        Inner { latest: Mutex::new(None), keep: if L::TOLERANT { H::KEEP } else { None } }
    }

    #[inline(always)]
    pub(crate) fn note<L: Ledger<ValueOf<H>>>(
        &self,
        ledger: &L,
        outcome: HookResult<OutcomeOf<H>>,
    ) -> HookResult<OutcomeOf<H>> {
        if L::TOLERANT
            && let (Some(keep), Ok(outcome)) = (self.keep, &outcome)
        {
            // The copy is plugin code, and is made before the lock is taken.
            let kept = Box::new((keep(outcome), ledger.contributors()));
            *self.latest.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept);
        }
        outcome
    }

    pub(crate) fn take<L: Ledger<ValueOf<H>>>(&self, ledger: &L) -> Option<OutcomeOf<H>> {
        let latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner).take();
        latest.map(|latest| {
            let (outcome, contributors) = *latest;
            ledger.stands(contributors);
            outcome
        })
    }
}
