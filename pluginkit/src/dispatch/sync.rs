//! Calling a synchronous hook.

use std::ops::ControlFlow;

use super::called::{Called, Folded, Outcome, Turn, catch, panicked};
use super::hook::{SyncHook, SyncImplementation, ValueOf};
use super::ledger::Ledger;
use super::mode::Mode;
use super::slots::{Entry, Slots};
use super::wrapped::{Around, surround};

type Implementation<H> = Entry<dyn SyncImplementation<H>>;

/// Calls everyone due.
#[inline]
pub(crate) fn call<H: SyncHook, L: Ledger<ValueOf<H>>>(
    slots: &Slots<H>,
    value: ValueOf<H>,
    args: &H::Args<'_>,
    ledger: &L,
) -> Outcome<H, L> {
    if slots.bare {
        plain(slots, value, args, ledger)
    } else {
        surround(Around { slots, args, ledger }, 0, value)
    }
}

/// Calls every implementation, with whatever its extension asked for.
pub(crate) fn implementations<H: SyncHook, L: Ledger<ValueOf<H>>>(
    slots: &Slots<H>,
    value: ValueOf<H>,
    args: &H::Args<'_>,
    ledger: &L,
) -> Outcome<H, L> {
    if slots.plain {
        plain(slots, value, args, ledger)
    } else {
        each(slots, value, ledger, |entry, turn, value| turn.fold(careful(entry, value, args)))
    }
}

/// Calls every implementation, and nothing more: the hot loop.
#[inline(always)]
fn plain<H: SyncHook, L: Ledger<ValueOf<H>>>(
    slots: &Slots<H>,
    value: ValueOf<H>,
    args: &H::Args<'_>,
    ledger: &L,
) -> Outcome<H, L> {
    each(slots, value, ledger, |entry, turn, value| match catch(|| entry.target.call(value, args)) {
        Ok(ret) => turn.returned(ret),
        Err(payload) => turn.panicked(payload),
    })
}

#[inline(always)]
fn each<H: SyncHook, L: Ledger<ValueOf<H>>>(
    slots: &Slots<H>,
    value: ValueOf<H>,
    ledger: &L,
    call: impl Fn(&Implementation<H>, Turn<'_, H, L>, ValueOf<H>) -> Result<Folded<ValueOf<H>>, L::Stop>,
) -> Outcome<H, L> {
    ledger.begin();
    let mut state = H::Mode::begin(slots.entries.len());
    let ended = slots.entries.iter().try_fold(value, |value, entry| {
        let kept = ledger.keep(&value);
        let turn = Turn { ledger, plugin: &entry.plugin, kept, state: &mut state };
        match call(entry, turn, value) {
            Ok(Folded::Next(value)) => ControlFlow::Continue(value),
            Ok(Folded::Done(value)) => ControlFlow::Break(Ok(value)),
            Err(stop) => ControlFlow::Break(Err(stop)),
        }
    });
    match ended {
        ControlFlow::Continue(value) | ControlFlow::Break(Ok(value)) => Ok(H::Mode::finish(state, value)),
        ControlFlow::Break(Err(stop)) => Err(stop),
    }
}

/// `when`, then the blocking pool where a `timeout` asks for it, else inline.
fn careful<H: SyncHook>(entry: &Implementation<H>, value: ValueOf<H>, args: &H::Args<'_>) -> Called<H> {
    let done = catch(|| {
        if !entry.target.accepts(&value, args) {
            return Ok(Called::Declined(value));
        }
        match entry.target.offload(value, args) {
            Ok(job) => Err(job),
            Err(value) => Ok(Called::Returned(entry.target.call(value, args))),
        }
    });
    match done {
        Ok(Ok(called)) => called,
        Ok(Err(job)) => job.wait(entry.timeout).map_or_else(Called::Failed, Called::Returned),
        Err(payload) => Called::Failed(panicked(payload)),
    }
}
