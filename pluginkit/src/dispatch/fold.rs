//! One implementation after the other, and what becomes of what they return.

use core::ops::ControlFlow;

use super::called::{Folded, Turn, Whose, failure};
use super::hook::{Hook, OutcomeOf, RetOf, StateOf, ValueOf};
use super::ledger::Ledger;
use super::mode::{Gather, Mode, Step};
use super::panics::{Payload, panicked};
use crate::error::{HookError, HookErrorKind};

/// Where a call gathers what it is given, and what it leaves there.
pub trait Store<H: Hook> {
    /// What is handed to the caller.
    type Given;
    /// What was gathered so far.
    fn state(&mut self) -> &mut StateOf<H>;
    /// Somebody ended the call.
    fn finish(self, value: ValueOf<H>) -> Self::Given;
    /// Everyone due has been called.
    fn exhausted(self, value: ValueOf<H>) -> Self::Given;
}

/// The call's own state, of which its outcome is made.
pub(crate) struct Own<H: Hook>(StateOf<H>);

impl<H: Hook> Own<H> {
    #[inline(always)]
    pub(crate) fn new(implementations: usize) -> Self {
        Own(H::Mode::begin(implementations))
    }
}

impl<H: Hook> Store<H> for Own<H> {
    type Given = OutcomeOf<H>;

    #[inline(always)]
    fn state(&mut self) -> &mut StateOf<H> {
        &mut self.0
    }

    #[inline(always)]
    fn finish(self, value: ValueOf<H>) -> OutcomeOf<H> {
        H::Mode::finish(self.0, value)
    }

    #[inline(always)]
    fn exhausted(self, value: ValueOf<H>) -> OutcomeOf<H> {
        H::Mode::exhausted(self.0, value)
    }
}

/// The caller's vector.
pub(crate) struct Lent<'v, H: Hook>(&'v mut StateOf<H>);

impl<'v, H: Hook<Mode: Gather>> Lent<'v, H> {
    #[inline(always)]
    pub(crate) fn new(vector: &'v mut StateOf<H>, implementations: usize) -> Self {
        vector.reserve(<H::Mode as Gather>::room(implementations));
        Lent(vector)
    }
}

impl<H: Hook> Store<H> for Lent<'_, H> {
    type Given = ();

    #[inline(always)]
    fn state(&mut self) -> &mut StateOf<H> {
        self.0
    }

    #[inline(always)]
    fn finish(self, _: ValueOf<H>) {}

    #[inline(always)]
    fn exhausted(self, _: ValueOf<H>) {}
}

/// Go on with a value; or the end, which is the value that was the last, or the reason.
pub type Walk<H, L> = ControlFlow<Result<ValueOf<H>, <L as Ledger<ValueOf<H>>>::Stop>, ValueOf<H>>;

/// A call while it goes from one implementation to the next.
pub struct Fold<'l, H: Hook, L: Ledger<ValueOf<H>>, O> {
    pub(crate) ledger: &'l L,
    store: O,
    tally: L::Tally,
    /// While an asynchronous implementation is waited for. It is here, and not beside the wait: what might be dropped there
    /// has a flag, which would be kept in the future.
    kept: L::Place<ValueOf<H>>,
}

impl<'l, H: Hook, L: Ledger<ValueOf<H>>, O: Store<H>> Fold<'l, H, L, O> {
    #[inline(always)]
    pub(crate) fn begin(ledger: &'l L, store: O, implementations: usize) -> Self {
        Fold { ledger, store, tally: ledger.begin(implementations), kept: Default::default() }
    }

    /// A spare of the value, where a failure may need one.
    #[inline(always)]
    pub fn keep(&self, value: &ValueOf<H>) -> L::Kept<ValueOf<H>> {
        self.ledger.keep(value)
    }

    /// Keeps that until the implementation that is called has returned.
    #[inline(always)]
    pub fn await_with(&mut self, value: &ValueOf<H>) {
        L::put(&mut self.kept, self.ledger.keep(value));
    }

    /// Folds what came of calling the one that was waited for.
    #[inline(always)]
    pub(crate) fn awaited<W: Whose>(&mut self, owner: &W, called: Result<RetOf<H>, Payload>) -> Walk<H, L> {
        let kept = L::take(&mut self.kept);
        self.take(owner, kept, called)
    }

    /// Folds what came of calling one.
    #[inline(always)]
    pub fn take<W: Whose>(
        &mut self,
        owner: &W,
        kept: L::Kept<ValueOf<H>>,
        called: Result<RetOf<H>, Payload>,
    ) -> Walk<H, L> {
        let turn: Turn<'_, H, L, W> =
            Turn { ledger: self.ledger, owner, kept, state: self.store.state(), tally: &mut self.tally };
        walk(match called {
            Ok(ret) => turn.returned(ret),
            Err(payload) => turn.panicked(payload),
        })
    }

    /// Makes a failure known, ahead of its turn.
    ///
    /// # Errors
    /// That failure.
    pub(crate) fn settle<W: Whose>(
        &mut self,
        owner: &W,
        called: Result<RetOf<H>, Payload>,
    ) -> Result<RetOf<H>, HookError> {
        match called {
            Err(payload) => Err(failure::<H, W>(owner, panicked(payload))),
            Ok(ret) if H::Mode::fails(&ret) => match H::Mode::step(self.store.state(), ret) {
                Step::Failed(source) => Err(failure::<H, W>(owner, HookErrorKind::Failed(source))),
                _ => unreachable!("it is a failure"),
            },
            Ok(ret) => Ok(ret),
        }
    }

    /// Folds one whose failure has been made known.
    pub(crate) fn settled<W: Whose>(
        &mut self,
        owner: &W,
        value: &ValueOf<H>,
        settled: Result<RetOf<H>, HookError>,
    ) -> Walk<H, L> {
        let kept = self.ledger.keep(value);
        let turn: Turn<'_, H, L, W> =
            Turn { ledger: self.ledger, owner, kept, state: self.store.state(), tally: &mut self.tally };
        walk(match settled {
            Ok(ret) => turn.returned(ret),
            Err(error) => turn.known(error),
        })
    }

    /// What the caller gets.
    ///
    /// # Errors
    /// The reason why the call ended.
    #[inline(always)]
    pub fn end(self, walked: Walk<H, L>) -> Result<O::Given, L::Stop> {
        let given = match walked {
            ControlFlow::Continue(value) => self.store.exhausted(value),
            ControlFlow::Break(Ok(value)) => self.store.finish(value),
            ControlFlow::Break(Err(stop)) => return Err(stop),
        };
        self.ledger.end(self.tally);
        Ok(given)
    }
}

#[inline(always)]
fn walk<V, S>(folded: Result<Folded<V>, S>) -> ControlFlow<Result<V, S>, V> {
    match folded {
        Ok(Folded::Next(value)) => ControlFlow::Continue(value),
        Ok(Folded::Done(value)) => ControlFlow::Break(Ok(value)),
        Err(stop) => ControlFlow::Break(Err(stop)),
    }
}
