//! Calling an asynchronous hook: one implementation after another.

use std::future::poll_fn;
use std::pin::Pin;
use std::slice;
use std::task::{Context, Poll};

use super::called::{Called, Folded, Outcome, Payload, Turn, catch, panicked};
use super::hook::{AsyncHook, AsyncImplementation, RetOf, Started, ValueOf};
use super::ledger::AsyncLedger;
use super::limit::{Guarded, within};
use super::mode::Mode;
use super::offload::Job;
use super::slots::{Entry, Slots};
use super::wrapped::{AsyncAround, surround_async};
use crate::error::HookErrorKind;

type Implementation<H> = Entry<dyn AsyncImplementation<H>>;

/// Calls everyone due.
#[inline(always)]
pub(crate) async fn call<'s, 'a: 's, H: AsyncHook, L: AsyncLedger<ValueOf<H>>>(
    slots: &'s Slots<H>,
    value: ValueOf<H>,
    args: H::Args<'a>,
    ledger: &'s L,
) -> Outcome<H, L> {
    if slots.bare {
        plain(slots, value, args, ledger).await
    } else {
        // Boxed, so that wrappers and timers take no room in the future of a call that has none.
        Box::pin(surround_async(AsyncAround { slots, args, ledger }, 0, value)).await
    }
}

/// Calls every implementation, with whatever its extension asked for.
pub(crate) async fn implementations<'s, 'a: 's, H: AsyncHook, L: AsyncLedger<ValueOf<H>>>(
    slots: &'s Slots<H>,
    value: ValueOf<H>,
    args: H::Args<'a>,
    ledger: &'s L,
) -> Outcome<H, L> {
    if slots.plain { plain(slots, value, args, ledger).await } else { each(slots, value, args, ledger).await }
}

/// Calls every implementation, and nothing more: the hot loop. Written as a poll, so that what a loop keeps in
/// registers is not kept in the future while nobody waits.
#[inline(always)]
fn plain<'s, 'a: 's, H: AsyncHook, L: AsyncLedger<ValueOf<H>>>(
    slots: &'s Slots<H>,
    value: ValueOf<H>,
    args: H::Args<'a>,
    ledger: &'s L,
) -> impl Future<Output = Outcome<H, L>> + Send + use<'s, 'a, H, L> {
    ledger.begin();
    let state = H::Mode::begin(slots.entries.len());
    let mut progress =
        Some(Progress::<H, L> { entries: slots.entries.iter(), state, turn: Due::Next(value) });
    poll_fn(move |context| {
        let Some(Progress { mut entries, mut state, mut turn }) = progress.take() else {
            return Poll::Pending;
        };
        loop {
            let (entry, kept, polled) = match turn {
                Due::Next(value) => {
                    let Some(entry) = entries.next() else {
                        return Poll::Ready(Ok(H::Mode::finish(state, value)));
                    };
                    let kept = ledger.keep(&value);
                    let polled = match catch(|| entry.target.start(value, args.clone())) {
                        Ok(Started::Ready(ret)) => Ok(Ok(ret)),
                        Ok(Started::Pending(future)) => poll(Guarded::new(future), context),
                        Err(payload) => Ok(Err(payload)),
                    };
                    (entry, kept, polled)
                }
                Due::Waiting { entry, kept, future } => (entry, kept, poll(future, context)),
            };
            let returned = match polled {
                Ok(returned) => returned,
                Err(future) => {
                    progress = Some(Progress { entries, state, turn: Due::Waiting { entry, kept, future } });
                    return Poll::Pending;
                }
            };
            let folding = Turn::<H, L> { ledger, plugin: &entry.plugin, kept, state: &mut state };
            let folded = match returned {
                Ok(ret) => folding.returned(ret),
                Err(payload) => folding.panicked(payload),
            };
            match folded {
                Ok(Folded::Next(value)) => turn = Due::Next(value),
                Ok(Folded::Done(value)) => return Poll::Ready(Ok(H::Mode::finish(state, value))),
                Err(stop) => return Poll::Ready(Err(stop)),
            }
        }
    })
}

/// How far a call is.
struct Progress<'s, H: AsyncHook, L: AsyncLedger<ValueOf<H>>> {
    entries: slice::Iter<'s, Implementation<H>>,
    state: <H::Mode as Mode>::State,
    turn: Due<'s, H, L>,
}

/// What is next: an implementation, or the rest of one.
enum Due<'s, H: AsyncHook, L: AsyncLedger<ValueOf<H>>> {
    Next(ValueOf<H>),
    Waiting { entry: &'s Implementation<H>, kept: L::Kept, future: Guarded<'s, RetOf<H>> },
}

/// What came of it, or the future that goes on.
#[inline(always)]
fn poll<'f, T>(
    mut future: Guarded<'f, T>,
    context: &mut Context<'_>,
) -> Result<Result<T, Payload>, Guarded<'f, T>> {
    match Pin::new(&mut future).poll(context) {
        Poll::Ready(returned) => Ok(returned),
        Poll::Pending => Err(future),
    }
}

/// Calls every implementation, each as its extension asks for.
async fn each<'s, 'a: 's, H: AsyncHook, L: AsyncLedger<ValueOf<H>>>(
    slots: &'s Slots<H>,
    mut value: ValueOf<H>,
    args: H::Args<'a>,
    ledger: &'s L,
) -> Outcome<H, L> {
    ledger.begin();
    let mut state = H::Mode::begin(slots.entries.len());
    for entry in &slots.entries {
        let kept = ledger.keep(&value);
        let called = careful(entry, value, &args).await;
        match (Turn::<H, L> { ledger, plugin: &entry.plugin, kept, state: &mut state }).fold(called)? {
            Folded::Next(next) => value = next,
            Folded::Done(last) => {
                value = last;
                break;
            }
        }
    }
    Ok(H::Mode::finish(state, value))
}

/// `when`, then the blocking pool where `blocking` or a `timeout` asks for it, else here, within its time.
async fn careful<'n, 'a: 'n, H: AsyncHook>(
    entry: &'n Implementation<H>,
    value: ValueOf<H>,
    args: &H::Args<'a>,
) -> Called<H> {
    let begun: Result<Begun<'n, H>, Payload> = catch(|| {
        if !entry.target.accepts(&value, args) {
            return Begun::Declined(value);
        }
        match entry.target.offload(value, args) {
            Ok(job) => Begun::Offloaded(job),
            Err(value) => Begun::Started(entry.target.start(value, args.clone())),
        }
    });
    let returned: Result<RetOf<H>, HookErrorKind> = match begun {
        Ok(Begun::Declined(value)) => return Called::Declined(value),
        Ok(Begun::Started(Started::Ready(ret))) => Ok(ret),
        Ok(Begun::Started(Started::Pending(future))) => match entry.timeout {
            None => Guarded::new(future).await.map_err(panicked),
            Some(limit) => within(limit, Guarded::new(future)).await,
        },
        Ok(Begun::Offloaded(job)) => job.finish(entry.timeout).await,
        Err(payload) => Err(panicked(payload)),
    };
    returned.map_or_else(Called::Failed, Called::Returned)
}

/// A call that has begun.
enum Begun<'n, H: AsyncHook> {
    Started(Started<'n, RetOf<H>>),
    Offloaded(Job<RetOf<H>>),
    Declined(ValueOf<H>),
}
