//! Calling the implementations of an asynchronous hook at once.
//!
//! They begin in call order, and what they return is folded in call order, so that the outcome is the one that they would have had
//! one after the other. What does not wait for its turn is a failure that ends the call, and the answer that wins a race.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use super::asynchronous::{Begun, Implementation, Running};
use super::called::{Folded, Outcome, Turn};
use super::erased::HeldAsync;
use super::hook::{RetOf, StateOf, ValueOf};
use super::ledger::{AsyncLedger, Ledger};
use super::limit::Limited;
use super::mode::Mode;
use super::panics::{Payload, catch};
use super::slots::Slots;
use crate::entry::Owner;
use crate::point::Concurrency;

/// Calls every implementation, so many at a time.
pub(super) async fn at_once<'s, 'a: 's, H: HeldAsync, L: AsyncLedger<ValueOf<H>>>(
    slots: &'s Slots<H>,
    value: ValueOf<H>,
    args: H::Args<'a>,
    ledger: &'s L,
    concurrency: Concurrency,
) -> Outcome<H, L> {
    let limit = concurrency.limit().unwrap_or(usize::MAX);
    let mut gathering = Gathering::<H, L>::begin(slots, value, ledger, concurrency);
    let mut running = FuturesUnordered::new();
    let mut due = slots.entries.iter().enumerate().peekable();
    let mut alone = false;
    loop {
        while let Some((place, entry)) = due
            .next_if(|(_, entry)| running.len() < limit && !alone && (!entry.barrier || running.is_empty()))
        {
            let begun = gathering.again().map(|value| {
                catch(|| <Limited<'s, RetOf<H>> as Running<'s, H>>::begin(entry, value, args.clone()))
            });
            let settled = match begun {
                None | Some(Ok(Begun::Declined(_))) => gathering.declined(place),
                Some(Ok(Begun::Returned(ret))) => gathering.settled(place, Ok(ret)),
                Some(Err(payload)) => gathering.settled(place, Err(payload)),
                Some(Ok(Begun::Running(future))) => {
                    running.push(Numbered { place, future });
                    alone = entry.barrier;
                    ControlFlow::Continue(())
                }
            };
            if let ControlFlow::Break(end) = settled {
                return gathering.end(end);
            }
        }
        let Some((place, returned)) = running.next().await else { return gathering.exhausted() };
        alone = false;
        if let ControlFlow::Break(end) = gathering.settled(place, returned) {
            return gathering.end(end);
        }
    }
}

/// An implementation that runs, with its place in the call order.
struct Numbered<R> {
    place: usize,
    future: R,
}

impl<R: Future + Unpin> Future for Numbered<R> {
    type Output = (usize, R::Output);

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let place = self.place;
        Pin::new(&mut self.future).poll(context).map(|output| (place, output))
    }
}

/// What came of one.
enum Answer<T> {
    /// It has not returned yet.
    Awaited,
    Declined,
    Returned(Result<T, Payload>),
}

/// How a call ends before everybody has returned.
type End<H, L> = Result<ValueOf<H>, <L as Ledger<ValueOf<H>>>::Stop>;

/// What has come so far.
struct Gathering<'s, H: HeldAsync, L: AsyncLedger<ValueOf<H>>> {
    entries: &'s [Implementation<H>],
    ledger: &'s L,
    state: StateOf<H>,
    tally: L::Tally,
    value: ValueOf<H>,
    /// What was not folded yet, from the place `folded` on.
    answers: VecDeque<Answer<RetOf<H>>>,
    folded: usize,
    race: bool,
}

impl<'s, H: HeldAsync, L: AsyncLedger<ValueOf<H>>> Gathering<'s, H, L> {
    fn begin(slots: &'s Slots<H>, value: ValueOf<H>, ledger: &'s L, concurrency: Concurrency) -> Self {
        let count = slots.entries.len();
        Gathering {
            entries: &slots.entries,
            ledger,
            state: H::Mode::begin(count),
            tally: ledger.begin(count),
            value,
            answers: (0..count).map(|_| Answer::Awaited).collect(),
            folded: 0,
            race: concurrency.is_race(),
        }
    }

    /// The value for one more.
    fn again(&self) -> Option<ValueOf<H>> {
        H::Mode::again(&self.value)
    }

    fn declined(&mut self, place: usize) -> ControlFlow<End<H, L>> {
        self.put(place, Answer::Declined);
        self.fold()
    }

    fn settled(&mut self, place: usize, returned: Result<RetOf<H>, Payload>) -> ControlFlow<End<H, L>> {
        let failed = returned.as_ref().map_or(true, H::Mode::fails);
        let ends = failed && !L::TOLERANT && !H::Mode::SEARCHES;
        if self.race || ends {
            self.put(place, Answer::Declined);
            self.take(place, returned)?;
        } else {
            self.put(place, Answer::Returned(returned));
        }
        self.fold()
    }

    fn put(&mut self, place: usize, answer: Answer<RetOf<H>>) {
        if let Some(answered) = place.checked_sub(self.folded).and_then(|at| self.answers.get_mut(at)) {
            *answered = answer;
        }
    }

    /// Folds what has come, as far as nobody is missing.
    fn fold(&mut self) -> ControlFlow<End<H, L>> {
        while let Some(answer) = self.answers.pop_front_if(|answer| !matches!(answer, Answer::Awaited)) {
            let place = self.folded;
            self.folded += 1;
            if let Answer::Returned(returned) = answer {
                self.take(place, returned)?;
            }
        }
        ControlFlow::Continue(())
    }

    /// Folds what one returned.
    fn take(&mut self, place: usize, returned: Result<RetOf<H>, Payload>) -> ControlFlow<End<H, L>> {
        let Some(entry) = self.entries.get(place) else { return ControlFlow::Continue(()) };
        let turn = Turn::<H, L, Owner> {
            ledger: self.ledger,
            owner: &entry.owner,
            kept: self.ledger.keep(&self.value),
            state: &mut self.state,
            tally: &mut self.tally,
        };
        let folded = match returned {
            Ok(ret) => turn.returned(ret),
            Err(payload) => turn.panicked(payload),
        };
        match folded {
            Ok(Folded::Next(value)) => {
                self.value = value;
                ControlFlow::Continue(())
            }
            Ok(Folded::Done(value)) => ControlFlow::Break(Ok(value)),
            Err(stop) => ControlFlow::Break(Err(stop)),
        }
    }

    /// The outcome, where everybody has returned.
    fn exhausted(self) -> Outcome<H, L> {
        self.ledger.end(self.tally);
        Ok(H::Mode::exhausted(self.state, self.value))
    }

    /// The outcome, where somebody ended the call.
    fn end(self, end: End<H, L>) -> Outcome<H, L> {
        let value = end?;
        self.ledger.end(self.tally);
        Ok(H::Mode::finish(self.state, value))
    }
}
