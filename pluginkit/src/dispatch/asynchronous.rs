//! Calling an asynchronous hook: one implementation after another.

use std::borrow::BorrowMut;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::slice;
use std::task::{Context, Poll};

use super::called::{Begun, Folded, Outcome, Turn};
use super::concurrent::{Lineup, at_once};
use super::erased::{AsyncImplementation, HeldAsync, Started};
use super::fold::{Fold, Own, Store, Walk};
use super::hook::{BoxFuture, OutcomeOf, RetOf, StateOf, ValueOf};
use super::ledger::AsyncLedger;
use super::limit::{Guarded, Limited};
use super::mode::{Gather, Mode};
use super::panics::{Payload, catch};
use super::slots::{Entry, Slots};
use super::wrapped::{AsyncAround, surround_async};
use crate::entry::Owner;
use crate::error::HookError;

type Implementation<H> = Entry<dyn AsyncImplementation<H>>;

/// Calls everyone due.
#[inline(always)]
pub(crate) async fn call<'s, 'a: 's, H: HeldAsync, L: AsyncLedger<ValueOf<H>>>(
    slots: &'s Slots<H>,
    value: ValueOf<H>,
    args: H::Args<'a>,
    ledger: &'s L,
) -> Outcome<H, L> {
    if slots.bare {
        each::<H, L, Guarded<'s, RetOf<H>>>(slots, value, args, ledger).await
    } else {
        more(slots, value, args, ledger).await
    }
}

/// Boxed, so that timers and wrappers take no room in the future of a call that has none.
#[inline(never)]
fn more<'s, 'a: 's, H: HeldAsync, L: AsyncLedger<ValueOf<H>>>(
    slots: &'s Slots<H>,
    value: ValueOf<H>,
    args: H::Args<'a>,
    ledger: &'s L,
) -> BoxFuture<'s, Outcome<H, L>> {
    if slots.wrappers.is_empty() {
        Box::pin(implementations(slots, value, args, ledger))
    } else {
        Box::pin(surround_async(AsyncAround { slots, args, ledger }, 0, value))
    }
}

/// Calls every implementation, with whatever its extension asked for.
pub(crate) async fn implementations<'s, 'a: 's, H: HeldAsync, L: AsyncLedger<ValueOf<H>>>(
    slots: &'s Slots<H>,
    value: ValueOf<H>,
    args: H::Args<'a>,
    ledger: &'s L,
) -> Outcome<H, L> {
    if let Some(concurrency) = H::INFO.concurrency() {
        let (entries, count) = (Entries { slots, args, outlives: PhantomData }, slots.entries.len());
        at_once(entries, Fold::begin(ledger, Own::new(count), count), value, concurrency).await
    } else if slots.plain {
        each::<H, L, Guarded<'s, RetOf<H>>>(slots, value, args, ledger).await
    } else {
        each::<H, L, Limited<'s, RetOf<H>>>(slots, value, args, ledger).await
    }
}

/// Calls every implementation of a hook that nothing wraps and that collects, and appends what they answer.
#[inline(always)]
pub(crate) fn gather<'s, 'a: 's, H: HeldAsync<Mode: Gather<Item: Send>>, L: AsyncLedger<ValueOf<H>>>(
    slots: &'s Slots<H>,
    into: &'s mut OutcomeOf<H>,
    value: ValueOf<H>,
    args: H::Args<'a>,
    ledger: &'s L,
) -> impl Future<Output = Result<(), L::Stop>> + Send + use<'s, 'a, H, L> {
    into.reserve(<H::Mode as Gather>::room(slots.entries.len()));
    fold::<H, L, Guarded<'s, RetOf<H>>, _, _>(slots, value, into, args, ledger, |_, _| ())
}

/// Calls every implementation.
#[inline(always)]
fn each<'s, 'a: 's, H: HeldAsync, L: AsyncLedger<ValueOf<H>>, R: Running<'s, H>>(
    slots: &'s Slots<H>,
    value: ValueOf<H>,
    args: H::Args<'a>,
    ledger: &'s L,
) -> impl Future<Output = Outcome<H, L>> + Send + use<'s, 'a, H, L, R> {
    let state = H::Mode::begin(slots.entries.len());
    fold::<H, L, R, _, _>(slots, value, state, args, ledger, H::Mode::finish)
}

/// Calls every implementation, and folds what they return into a state, which is here or elsewhere: the hot loop. Written
/// as a poll, so that what a loop keeps in registers is not kept in the future while nobody waits.
#[inline(always)]
fn fold<'s, 'a: 's, H, L, R, S, O>(
    slots: &'s Slots<H>,
    value: ValueOf<H>,
    state: S,
    args: H::Args<'a>,
    ledger: &'s L,
    finish: impl Fn(S, ValueOf<H>) -> O + Send,
) -> impl Future<Output = Result<O, L::Stop>> + Send
where
    H: HeldAsync,
    L: AsyncLedger<ValueOf<H>>,
    R: Running<'s, H>,
    S: BorrowMut<StateOf<H>> + Send,
{
    let tally = ledger.begin(slots.entries.len());
    let mut progress =
        Some(Progress::<H, L, R, S> { entries: slots.entries.iter(), state, tally, turn: Due::Next(value) });
    poll_fn(move |context| {
        let Some(Progress { mut entries, mut state, mut tally, mut turn }) = progress.take() else {
            return Poll::Pending;
        };
        loop {
            let (entry, kept, polled) = match turn {
                Due::Next(value) => {
                    let Some(entry) = entries.next() else {
                        ledger.end(tally);
                        return Poll::Ready(Ok(finish(state, value)));
                    };
                    let kept = ledger.keep(&value);
                    let polled = match catch(|| R::begin(entry, value, args.clone())) {
                        Ok(Begun::Returned(ret)) => Ok(Ok(ret)),
                        Ok(Begun::Running(future)) => poll(future, context),
                        Ok(Begun::Declined(value)) => {
                            turn = Due::Next(value);
                            continue;
                        }
                        Err(payload) => Ok(Err(payload)),
                    };
                    (entry, kept, polled)
                }
                Due::Waiting { entry, kept, future } => (entry, kept, poll(future, context)),
            };
            let returned = match polled {
                Ok(returned) => returned,
                Err(future) => {
                    let turn = Due::Waiting { entry, kept, future };
                    progress = Some(Progress { entries, state, tally, turn });
                    return Poll::Pending;
                }
            };
            let folding = Turn::<H, L, Owner> {
                ledger,
                owner: &entry.owner,
                kept,
                state: state.borrow_mut(),
                tally: &mut tally,
            };
            let folded = match returned {
                Ok(ret) => folding.returned(ret),
                Err(payload) => folding.panicked(payload),
            };
            match folded {
                Ok(Folded::Next(value)) => turn = Due::Next(value),
                Ok(Folded::Done(value)) => {
                    ledger.end(tally);
                    return Poll::Ready(Ok(finish(state, value)));
                }
                Err(stop) => return Poll::Ready(Err(stop)),
            }
        }
    })
}

/// How far a call is.
struct Progress<'s, H: HeldAsync, L: AsyncLedger<ValueOf<H>>, R, S> {
    entries: slice::Iter<'s, Implementation<H>>,
    state: S,
    tally: L::Tally,
    turn: Due<'s, H, L, R>,
}

/// What is next: an implementation, or the rest of one.
enum Due<'s, H: HeldAsync, L: AsyncLedger<ValueOf<H>>, R> {
    Next(ValueOf<H>),
    Waiting { entry: &'s Implementation<H>, kept: L::Kept<ValueOf<H>>, future: R },
}

/// What came of it, or the future that goes on.
#[inline(always)]
fn poll<T, R: Future<Output = Result<T, Payload>> + Unpin>(
    mut future: R,
    context: &mut Context<'_>,
) -> Result<Result<T, Payload>, R> {
    match Pin::new(&mut future).poll(context) {
        Poll::Ready(returned) => Ok(returned),
        Poll::Pending => Err(future),
    }
}

/// An implementation that is not done yet: its future, and what its extension asked for around it.
trait Running<'s, H: HeldAsync>: Future<Output = Result<RetOf<H>, Payload>> + Unpin + Send + Sized {
    /// Calls the implementation.
    fn begin<'a: 's>(entry: &'s Implementation<H>, value: ValueOf<H>, args: H::Args<'a>) -> Begun<Self, H>;
}

/// Nothing was asked for.
impl<'s, H: HeldAsync> Running<'s, H> for Guarded<'s, RetOf<H>> {
    #[inline(always)]
    fn begin<'a: 's>(entry: &'s Implementation<H>, value: ValueOf<H>, args: H::Args<'a>) -> Begun<Self, H> {
        match entry.target.start(value, args) {
            Started::Ready(ret) => Begun::Returned(ret),
            Started::Pending(future) => Begun::Running(Guarded::new(future)),
        }
    }
}

/// `when`, then the blocking pool where `blocking` or a `timeout` asks for it, else here, within its time.
impl<'s, H: HeldAsync> Running<'s, H> for Limited<'s, RetOf<H>> {
    #[inline(always)]
    fn begin<'a: 's>(entry: &'s Implementation<H>, value: ValueOf<H>, args: H::Args<'a>) -> Begun<Self, H> {
        match entry.target.attempt(value, args) {
            Ok(Started::Ready(ret)) => Begun::Returned(ret),
            Ok(Started::Pending(future)) => Begun::Running(Limited::new(future, entry.timeout())),
            Err(value) => Begun::Declined(value),
        }
    }
}

/// The implementations of a concurrent hook.
struct Entries<'s, 'a, H: HeldAsync> {
    slots: &'s Slots<H>,
    args: H::Args<'a>,
    /// Says that `'a` outlives `'s`, where the compiler does not forget it.
    outlives: PhantomData<&'s &'a ()>,
}

impl<'s, H: HeldAsync, L: AsyncLedger<ValueOf<H>>> Lineup<H, L> for Entries<'s, '_, H> {
    type Running = Limited<'s, RetOf<H>>;

    fn count(&self) -> usize {
        self.slots.entries.len()
    }

    fn is_barrier(&self, place: usize) -> bool {
        self.slots.barriers[place]
    }

    fn begin(&self, place: usize, value: ValueOf<H>) -> Result<Begun<Self::Running, H>, Payload> {
        catch(|| Limited::begin(&self.slots.entries[place], value, self.args.clone()))
    }

    fn settle<O: Store<H>>(
        &self,
        place: usize,
        fold: &mut Fold<'_, H, L, O>,
        returned: Result<RetOf<H>, Payload>,
    ) -> Result<RetOf<H>, HookError> {
        fold.settle(&self.slots.entries[place].owner, returned)
    }

    fn fold<O: Store<H>>(
        &self,
        place: usize,
        fold: &mut Fold<'_, H, L, O>,
        value: &ValueOf<H>,
        settled: Result<RetOf<H>, HookError>,
    ) -> Walk<H, L> {
        fold.settled(&self.slots.entries[place].owner, value, settled)
    }
}
