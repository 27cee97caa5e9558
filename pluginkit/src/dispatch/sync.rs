//! Calling a synchronous hook.

use std::borrow::BorrowMut;
use std::ops::ControlFlow;

use super::called::{Folded, Outcome, Turn, failure};
use super::erased::{Attempted, HeldSync, SyncImplementation};
use super::hook::{OutcomeOf, RetOf, StateOf, ValueOf};
use super::ledger::Ledger;
use super::mode::{Gather, Mode};
use super::panics::catch;
use super::slots::{Entry, Slots};
use crate::entry::Owner;
use crate::error::HookErrorKind;

type Implementation<H> = Entry<dyn SyncImplementation<H>>;

/// Calls every implementation, with whatever its extension asked for.
pub(crate) fn implementations<H: HeldSync, L: Ledger<ValueOf<H>>>(
    slots: &Slots<H>,
    value: ValueOf<H>,
    args: &H::Args<'_>,
    ledger: &L,
) -> Outcome<H, L> {
    if slots.plain { plain(slots, value, args, ledger) } else { careful(slots, value, args, ledger) }
}

/// Calls every implementation of a hook that nothing wraps and that collects, and appends what they answer.
pub(crate) fn gather<H: HeldSync<Mode: Gather>, L: Ledger<ValueOf<H>>>(
    slots: &Slots<H>,
    into: &mut OutcomeOf<H>,
    value: ValueOf<H>,
    args: &H::Args<'_>,
    ledger: &L,
) -> Result<(), L::Stop> {
    into.reserve(<H::Mode as Gather>::room(slots.entries.len()));
    each(slots, value, into, ledger, |entry, turn, value| turn.plainly(entry, value, args), |_, _| ())
}

/// Calls every implementation, and nothing more: the hot loop.
#[inline(always)]
pub(crate) fn plain<H: HeldSync, L: Ledger<ValueOf<H>>>(
    slots: &Slots<H>,
    value: ValueOf<H>,
    args: &H::Args<'_>,
    ledger: &L,
) -> Outcome<H, L> {
    let state = H::Mode::begin(slots.entries.len());
    each(slots, value, state, ledger, |entry, turn, value| turn.plainly(entry, value, args), H::Mode::finish)
}

impl<H: HeldSync, L: Ledger<ValueOf<H>>> Turn<'_, H, L, Owner> {
    #[inline(always)]
    fn plainly(
        self,
        entry: &Implementation<H>,
        value: ValueOf<H>,
        args: &H::Args<'_>,
    ) -> Result<Folded<ValueOf<H>>, L::Stop> {
        match catch(|| entry.target.call(value, args)) {
            Ok(ret) => self.returned(ret),
            Err(payload) => self.panicked(payload),
        }
    }

    /// Folds what came of its call on another thread.
    fn fold(self, called: Result<RetOf<H>, HookErrorKind>) -> Result<Folded<ValueOf<H>>, L::Stop> {
        match called {
            Ok(ret) => self.returned(ret),
            Err(kind) => {
                self.ledger.failed(failure::<H, Owner>(self.owner, kind), self.kept).map(Folded::Next)
            }
        }
    }
}

/// `when`, then the blocking pool where a `timeout` asks for it, else inline.
#[inline(always)]
fn careful<H: HeldSync, L: Ledger<ValueOf<H>>>(
    slots: &Slots<H>,
    value: ValueOf<H>,
    args: &H::Args<'_>,
    ledger: &L,
) -> Outcome<H, L> {
    let state = H::Mode::begin(slots.entries.len());
    let call = |entry: &Implementation<H>, turn: Turn<'_, H, L, Owner>, value| match catch(|| {
        entry.target.attempt(value, args)
    }) {
        Ok(Attempted::Returned(ret)) => turn.returned(ret),
        Ok(Attempted::Declined(value)) => Ok(Folded::Next(value)),
        Ok(Attempted::Offloaded(job)) => turn.fold(job.wait(entry.timeout())),
        Ok(Attempted::Failed(kind)) => turn.fold(Err(kind)),
        Err(payload) => turn.panicked(payload),
    };
    each(slots, value, state, ledger, call, H::Mode::finish)
}

/// Calls every implementation, and folds what they return into a state, which is here or elsewhere.
#[inline(always)]
fn each<H: HeldSync, L: Ledger<ValueOf<H>>, S: BorrowMut<StateOf<H>>, O>(
    slots: &Slots<H>,
    value: ValueOf<H>,
    mut state: S,
    ledger: &L,
    call: impl Fn(&Implementation<H>, Turn<'_, H, L, Owner>, ValueOf<H>) -> Result<Folded<ValueOf<H>>, L::Stop>,
    finish: impl FnOnce(S, ValueOf<H>) -> O,
) -> Result<O, L::Stop> {
    let mut tally = ledger.begin(slots.entries.len());
    let ended = slots.entries.iter().try_fold(value, |value, entry| {
        let kept = ledger.keep(&value);
        let turn = Turn { ledger, owner: &entry.owner, kept, state: state.borrow_mut(), tally: &mut tally };
        match call(entry, turn, value) {
            Ok(Folded::Next(value)) => ControlFlow::Continue(value),
            Ok(Folded::Done(value)) => ControlFlow::Break(Ok(value)),
            Err(stop) => ControlFlow::Break(Err(stop)),
        }
    });
    match ended {
        ControlFlow::Continue(value) | ControlFlow::Break(Ok(value)) => {
            ledger.end(tally);
            Ok(finish(state, value))
        }
        ControlFlow::Break(Err(stop)) => Err(stop),
    }
}
