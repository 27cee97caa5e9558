//! What came of calling one implementation, and how that is folded into the outcome.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::hook::{Hook, OutcomeOf, RetOf, ValueOf};
use super::ledger::Ledger;
use super::limit::TimedOut;
use super::mode::{Mode, Step};
use super::offload::Job;
use crate::error::{BoxError, HookError, HookErrorKind};
use crate::id::PluginId;
use crate::point::Owner;

/// What a call comes to.
pub(crate) type Outcome<H, L> = Result<OutcomeOf<H>, <L as Ledger<ValueOf<H>>>::Stop>;

/// What a panic carries.
pub(crate) type Payload = Box<dyn Any + Send>;

/// Go on with a value, or finish with it.
pub(crate) enum Folded<V> {
    Next(V),
    Done(V),
}

/// What came of calling a synchronous implementation with whatever its extension asked for.
pub enum Attempted<H: Hook> {
    Returned(RetOf<H>),
    /// Its `when` said no.
    Declined(ValueOf<H>),
    /// It runs on the blocking pool.
    Offloaded(Job<RetOf<H>>),
}

/// Runs plugin code; a panic is an answer like any other.
///
/// Unwind safety is the plugin's business: state that a panic left half done is behind the plugin's own `&self`.
#[inline(always)]
pub(crate) fn catch<T>(run: impl FnOnce() -> T) -> Result<T, Payload> {
    catch_unwind(AssertUnwindSafe(run))
}

/// Whose an implementation or a wrapper is, and who hears of its failures.
pub trait Whose {
    /// The plugin.
    fn id(&self) -> &PluginId;
    /// One of its failures.
    fn failed(&self, error: &HookError);
}

impl Whose for Owner {
    #[inline(always)]
    fn id(&self) -> &PluginId {
        &self.id
    }

    fn failed(&self, error: &HookError) {
        self.listener.failed(error);
    }
}

/// One implementation in the fold of all: who it is, and what to go on with if it fails.
pub(crate) struct Turn<'t, H: Hook, L: Ledger<ValueOf<H>>, W = Owner> {
    pub(crate) ledger: &'t L,
    pub(crate) owner: &'t W,
    pub(crate) kept: L::Kept<ValueOf<H>>,
    pub(crate) state: &'t mut <H::Mode as Mode>::State,
    pub(crate) tally: &'t mut L::Tally,
}

impl<H: Hook, L: Ledger<ValueOf<H>>, W: Whose> Turn<'_, H, L, W> {
    /// Folds what came of its call.
    pub(crate) fn fold(self, called: Result<RetOf<H>, HookErrorKind>) -> Result<Folded<ValueOf<H>>, L::Stop> {
        match called {
            Ok(ret) => self.returned(ret),
            Err(kind) => self.failed(kind),
        }
    }

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

    /// Goes on without it, or not at all. Its parts are kept small and apart, so that the hot loop holds no more of
    /// them than a payload.
    #[inline(always)]
    pub(crate) fn panicked(self, payload: Payload) -> Result<Folded<ValueOf<H>>, L::Stop> {
        self.ledger.failed(panic_failure::<H, W>(self.owner, payload), self.kept).map(Folded::Next)
    }

    #[inline(always)]
    fn failed(self, kind: HookErrorKind) -> Result<Folded<ValueOf<H>>, L::Stop> {
        self.ledger.failed(failure::<H, W>(self.owner, kind), self.kept).map(Folded::Next)
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

/// A panic, by its message; or the end of its time.
#[cold]
pub(crate) fn panicked(payload: Payload) -> HookErrorKind {
    match payload.downcast::<TimedOut>() {
        Ok(limit) => HookErrorKind::TimedOut(limit.0),
        Err(payload) => HookErrorKind::Panicked(message(payload)),
    }
}

/// The message of a panic.
#[cold]
pub(crate) fn message(payload: Payload) -> String {
    match payload.downcast::<String>() {
        Ok(message) => *message,
        Err(payload) => match payload.downcast::<&'static str>() {
            Ok(message) => (*message).to_owned(),
            Err(payload) => {
                discard(payload);
                "(its message is not text)".to_owned()
            }
        },
    }
}

/// Drops what belongs to a plugin, where nobody is left to hear of a panic on the way.
pub(crate) fn discard<T>(owned: T) {
    if let Err(payload) = catch(move || drop(owned)) {
        tracing::warn!("a destructor panicked");
        forget(payload);
    }
}

/// Drops what a panic carries if it is text, and leaks it if not: its own drop could panic again.
fn forget(payload: Payload) {
    let Err(payload) = payload.downcast::<String>() else { return };
    let Err(payload) = payload.downcast::<&'static str>() else { return };
    std::mem::forget(payload);
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

/// The failure of a hook whose call as a whole came to an early end.
pub(crate) fn overrun(owner: &Owner, hook: &'static str, payload: Payload) -> HookError {
    let error = HookError::at(owner.id().clone(), hook, panicked(payload));
    make_known(owner, &error);
    error
}

fn make_known<W: Whose>(owner: &W, error: &HookError) {
    tracing::warn!(plugin = %owner.id(), hook = error.hook(), error = %error.kind(), "hook failed");
    owner.failed(error);
}
