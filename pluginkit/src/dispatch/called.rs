//! What came of calling one implementation, and how that is folded into the outcome.

use core::pin::pin;
use core::task::{Context, Poll, Waker};

use super::hook::{Hook, OutcomeOf, RetOf, ValueOf};
use super::ledger::Ledger;
use super::mode::{Mode, Step};
use super::panics::{Payload, panicked};
use crate::error::{BoxError, HookError, HookErrorKind};
use crate::id::PluginId;

/// What a call comes to.
pub(crate) type Outcome<H, L> = Result<OutcomeOf<H>, <L as Ledger<ValueOf<H>>>::Stop>;

/// Go on with a value, or finish with it.
pub(crate) enum Folded<V> {
    Next(V),
    Done(V),
}

/// What calling an implementation of an asynchronous hook gives at once: its answer, its future, or the value back where its `when`
/// said no.
pub(crate) enum Begun<R, H: Hook> {
    Returned(RetOf<H>),
    Running(R),
    Declined(ValueOf<H>),
}

/// The result of a future that is known not to wait: a synchronous function written where an asynchronous one is due.
///
/// # Panics
/// If it waits. The attribute puts the body of such a function in a closure, where `.await` does not compile.
#[inline(always)]
pub fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("a synchronous implementation cannot wait"),
    }
}

/// Whose an implementation or a wrapper is, and who hears of its failures.
pub trait Whose {
    /// The plugin.
    fn id(&self) -> &PluginId;
    /// One of its failures.
    fn failed(&self, error: &HookError);
}

/// One implementation in the fold of all: who it is, and what to go on with if it fails.
pub(crate) struct Turn<'t, H: Hook, L: Ledger<ValueOf<H>>, W> {
    pub(crate) ledger: &'t L,
    pub(crate) owner: &'t W,
    pub(crate) kept: L::Kept<ValueOf<H>>,
    pub(crate) state: &'t mut <H::Mode as Mode>::State,
    pub(crate) tally: &'t mut L::Tally,
}

impl<H: Hook, L: Ledger<ValueOf<H>>, W: Whose> Turn<'_, H, L, W> {
    /// Folds what it returned.
    #[inline(always)]
    pub(crate) fn returned(self, ret: RetOf<H>) -> Result<Folded<ValueOf<H>>, L::Stop> {
        match H::Mode::step(self.state, ret) {
            Step::Next(value) => {
                L::contributed(self.tally, self.owner.id());
                Ok(Folded::Next(value))
            }
            Step::Done(value) => {
                L::contributed(self.tally, self.owner.id());
                Ok(Folded::Done(value))
            }
            Step::Abstained(value) => Ok(Folded::Next(value)),
            Step::Failed(source) => {
                self.ledger.failed(error_failure::<H, W>(self.owner, source), self.kept).map(Folded::Next)
            }
        }
    }

    /// Goes on without it, or not at all, where its failure has been made known.
    pub(crate) fn known(self, error: HookError) -> Result<Folded<ValueOf<H>>, L::Stop> {
        self.ledger.failed(error, self.kept).map(Folded::Next)
    }

    /// Goes on without it, or not at all. Its parts are kept small and apart, so that the hot loop holds no more of
    /// them than a payload.
    #[inline(always)]
    pub(crate) fn panicked(self, payload: Payload) -> Result<Folded<ValueOf<H>>, L::Stop> {
        self.ledger.failed(panic_failure::<H, W>(self.owner, payload), self.kept).map(Folded::Next)
    }
}

#[cold]
#[inline(never)]
fn panic_failure<H: Hook, W: Whose>(owner: &W, payload: Payload) -> HookError {
    failure::<H, W>(owner, panicked(payload))
}

#[cold]
#[inline(never)]
fn error_failure<H: Hook, W: Whose>(owner: &W, source: BoxError) -> HookError {
    failure::<H, W>(owner, HookErrorKind::Failed(source))
}

/// Makes the failure known: every one passes here, whatever the caller's strategy.
#[cold]
#[inline(never)]
pub(crate) fn failure<H: Hook, W: Whose>(owner: &W, kind: HookErrorKind) -> HookError {
    let error = HookError::at(owner.id().clone(), H::INFO.id(), kind);
    make_known(owner, &error);
    error
}

/// The same for a wrapper, which may pass on the failure of somebody further in: that one has been made known.
#[cold]
pub(crate) fn wrapper_failure<H: Hook, W: Whose>(owner: &W, error: HookError) -> HookError {
    if error.is_attributed() {
        return error;
    }
    let error = error.attributed(owner.id().clone(), H::INFO.id());
    make_known(owner, &error);
    error
}

pub(super) fn make_known<W: Whose>(owner: &W, error: &HookError) {
    tracing::warn!(plugin = %owner.id(), hook = error.hook(), error = %error.kind(), "hook failed");
    owner.failed(error);
}
