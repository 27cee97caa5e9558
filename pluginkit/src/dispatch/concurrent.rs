//! Calling the implementations of an asynchronous hook at once.
//!
//! They begin in call order, and what they return is folded in call order, so that the outcome is the one that they would have had
//! one after the other. What does not wait for its turn is a failure that ends the call, and the answer that wins a race.

use alloc::collections::VecDeque;
use core::ops::ControlFlow;
use core::pin::Pin;
use core::task::{Context, Poll};

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use super::called::Begun;
use super::fold::{Fold, Store, Walk};
use super::hook::{AsyncHook, RetOf, ValueOf};
use super::ledger::{AsyncLedger, Ledger};
use super::mode::Mode;
use super::panics::Payload;
use crate::error::HookError;
use crate::point::Concurrency;

/// The implementations of a hook, by their places in the call order: an engine's.
pub(crate) trait Lineup<H: AsyncHook, L: AsyncLedger<ValueOf<H>>> {
    /// One that has not returned yet.
    type Running: Future<Output = Result<RetOf<H>, Payload>> + Unpin + Send;
    /// How many there are.
    fn count(&self) -> usize;
    /// Whether this one runs alone, after all before it.
    fn is_barrier(&self, place: usize) -> bool;
    /// Calls it.
    ///
    /// # Errors
    /// What it panicked with, if that is caught.
    fn begin(&self, place: usize, value: ValueOf<H>) -> Result<Begun<Self::Running, H>, Payload>;
    /// Makes a failure of it known.
    ///
    /// # Errors
    /// That failure.
    fn settle<O: Store<H>>(
        &self,
        place: usize,
        fold: &mut Fold<'_, H, L, O>,
        returned: Result<RetOf<H>, Payload>,
    ) -> Result<RetOf<H>, HookError>;
    /// Folds what came of it.
    fn fold<O: Store<H>>(
        &self,
        place: usize,
        fold: &mut Fold<'_, H, L, O>,
        value: &ValueOf<H>,
        settled: Result<RetOf<H>, HookError>,
    ) -> Walk<H, L>;
}

/// Calls every implementation, so many at a time.
pub(crate) async fn at_once<H, L, O, U>(
    lineup: U,
    fold: Fold<'_, H, L, O>,
    value: ValueOf<H>,
    concurrency: Concurrency,
) -> Result<O::Given, L::Stop>
where
    H: AsyncHook,
    L: AsyncLedger<ValueOf<H>>,
    O: Store<H>,
    U: Lineup<H, L>,
{
    let count = lineup.count();
    let limit = concurrency.limit().unwrap_or(usize::MAX);
    let answers = (0..count).map(|_| Answer::Awaited).collect();
    let mut gathering = Gathering { lineup, fold, value, answers, folded: 0, race: concurrency.is_race() };
    let mut running = FuturesUnordered::new();
    let mut due = (0..count).peekable();
    let mut alone = false;
    loop {
        while let Some(place) = due.next_if(|place| {
            running.len() < limit && !alone && (running.is_empty() || !gathering.lineup.is_barrier(*place))
        }) {
            let settled = match gathering.begin(place) {
                None | Some(Ok(Begun::Declined(_))) => gathering.declined(place),
                Some(Ok(Begun::Returned(ret))) => gathering.settled(place, Ok(ret)),
                Some(Err(payload)) => gathering.settled(place, Err(payload)),
                Some(Ok(Begun::Running(future))) => {
                    running.push(Numbered { place, future });
                    alone = gathering.lineup.is_barrier(place);
                    ControlFlow::Continue(())
                }
            };
            if let ControlFlow::Break(end) = settled {
                return gathering.fold.end(ControlFlow::Break(end));
            }
        }
        let Some((place, returned)) = running.next().await else {
            return gathering.fold.end(ControlFlow::Continue(gathering.value));
        };
        alone = false;
        if let ControlFlow::Break(end) = gathering.settled(place, returned) {
            return gathering.fold.end(ControlFlow::Break(end));
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
    Settled(Result<T, HookError>),
}

/// How a call ends before everybody has returned.
type End<H, L> = Result<ValueOf<H>, <L as Ledger<ValueOf<H>>>::Stop>;

/// What has come so far.
struct Gathering<'l, H: AsyncHook, L: AsyncLedger<ValueOf<H>>, O, U> {
    lineup: U,
    fold: Fold<'l, H, L, O>,
    value: ValueOf<H>,
    /// What was not folded yet, from the place `folded` on.
    answers: VecDeque<Answer<RetOf<H>>>,
    folded: usize,
    race: bool,
}

impl<H, L, O, U> Gathering<'_, H, L, O, U>
where
    H: AsyncHook,
    L: AsyncLedger<ValueOf<H>>,
    O: Store<H>,
    U: Lineup<H, L>,
{
    /// Calls one, with a value of its own.
    fn begin(&self, place: usize) -> Option<Result<Begun<U::Running, H>, Payload>> {
        H::Mode::again(&self.value).map(|value| self.lineup.begin(place, value))
    }

    fn declined(&mut self, place: usize) -> ControlFlow<End<H, L>> {
        self.put(place, Answer::Declined);
        self.fold()
    }

    fn settled(&mut self, place: usize, returned: Result<RetOf<H>, Payload>) -> ControlFlow<End<H, L>> {
        // A failure is made known now: by its turn, the call may be over.
        let settled = self.lineup.settle(place, &mut self.fold, returned);
        let ends = settled.is_err() && !L::TOLERANT && !H::Mode::SEARCHES;
        if self.race || ends {
            self.put(place, Answer::Declined);
            self.take(place, settled)?;
        } else {
            self.put(place, Answer::Settled(settled));
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
            if let Answer::Settled(settled) = answer {
                self.take(place, settled)?;
            }
        }
        ControlFlow::Continue(())
    }

    /// Folds what came of one.
    fn take(&mut self, place: usize, settled: Result<RetOf<H>, HookError>) -> ControlFlow<End<H, L>> {
        self.value = self.lineup.fold(place, &mut self.fold, &self.value, settled)?;
        ControlFlow::Continue(())
    }
}
