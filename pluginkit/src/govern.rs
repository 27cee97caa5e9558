//! Who decides about calls beforehand: how long they may take, and whether they are made at all.
//!
//! It is asked once for every implementation, when a table is built, as those who [watch](crate::watch) are.

use std::sync::Arc;
use std::time::Duration;

use crate::breaker::Generation;
use crate::watch::{CallOutcome, Ended, Site};

/// Decides about the calls of a manager. Asked under the lock of whoever builds a table: no plugin code may run in it.
pub(crate) trait Govern: Send + Sync {
    /// What holds for the calls of one implementation.
    fn terms(&self, site: &Site<'_>) -> Terms;
}

/// What holds for the calls of one implementation.
#[derive(Clone, Default)]
pub(crate) struct Terms {
    pub(crate) timeout: Option<Duration>,
    /// `None` where every call is let through, and nobody counts.
    pub(crate) gate: Option<Arc<dyn Gate>>,
}

/// Lets calls of one implementation through, or does not. It runs as part of the call, on whatever thread.
pub(crate) trait Gate: Send + Sync {
    /// Whether a call may begin; whoever gets a ticket says how it ended, once.
    fn admit(&self) -> Option<Ticket>;

    /// A call has ended.
    fn ended(&self, ticket: Ticket, ended: &Ended);
}

/// A call that was let through.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ticket {
    /// How often everything was forgotten before.
    pub(crate) round: u64,
    /// `None` where there is no breaker.
    pub(crate) generation: Option<Generation>,
}

/// A call that was let through, with whom to tell how it ended. Where nobody says, it was cancelled before it began.
pub(crate) struct Pass<'g>(Option<(&'g dyn Gate, Ticket)>);

impl<'g> Pass<'g> {
    /// Nobody was asked.
    pub(crate) const fn free() -> Self {
        Pass(None)
    }

    /// What a gate says, if there is one.
    pub(crate) fn ask(gate: Option<&'g dyn Gate>) -> Option<Self> {
        match gate {
            None => Some(Pass::free()),
            Some(gate) => gate.admit().map(|ticket| Pass(Some((gate, ticket)))),
        }
    }

    pub(crate) const fn is_free(&self) -> bool {
        self.0.is_none()
    }

    pub(crate) fn ended(&mut self, ended: &Ended) {
        if let Some((gate, ticket)) = self.0.take() {
            gate.ended(ticket, ended);
        }
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        self.ended(&Ended::new(CallOutcome::Cancelled, Duration::ZERO));
    }
}
