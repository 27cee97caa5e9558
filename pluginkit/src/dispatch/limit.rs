//! Panics and time limits of asynchronous implementations.

use std::num::NonZeroU64;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use super::called::make_known;
use super::hook::BoxFuture;
use super::panics::{Payload, catch, discard, panicked};
use crate::entry::Owner;
use crate::error::HookError;

/// A plugin's future: what it panics with, in a poll or when it is dropped, is an answer like any other.
pub struct Guarded<'f, T> {
    /// `None` once it is done.
    running: Option<BoxFuture<'f, T>>,
}

impl<'f, T> Guarded<'f, T> {
    #[inline(always)]
    pub(crate) fn new(future: BoxFuture<'f, T>) -> Self {
        Guarded { running: Some(future) }
    }
}

impl<T> Future for Guarded<'_, T> {
    type Output = Result<T, Payload>;

    #[inline(always)]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(future) = &mut self.running else { return Poll::Pending };
        match catch(|| future.as_mut().poll(context)) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(value)) => {
                let done = self.running.take();
                Poll::Ready(catch(move || drop(done)).map(|()| value))
            }
            Err(payload) => Poll::Ready(Err(payload)),
        }
    }
}

impl<T> Drop for Guarded<'_, T> {
    #[inline(always)]
    fn drop(&mut self) {
        if let Some(unfinished) = self.running.take() {
            discard(unfinished);
        }
    }
}

/// A limit in one word, for a place where there are many. None is zero: an implementation may take one nanosecond at least, and
/// 584 years at most.
#[derive(Clone, Copy)]
pub(crate) struct Limit(NonZeroU64);

impl From<Duration> for Limit {
    fn from(duration: Duration) -> Self {
        let nanoseconds = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        Limit(NonZeroU64::new(nanoseconds).unwrap_or(NonZeroU64::MIN))
    }
}

impl From<Limit> for Duration {
    fn from(Limit(nanoseconds): Limit) -> Self {
        Duration::from_nanos(nanoseconds.get())
    }
}

/// What a time limit leaves where a panic leaves its payload, so that a call has one kind of early end to carry.
pub(crate) struct TimedOut(pub(crate) Duration);

/// The failure of a hook whose call as a whole came to an early end.
pub(crate) fn overrun(owner: &Owner, hook: &'static str, payload: Payload) -> HookError {
    let error = HookError::at(owner.id.clone(), hook, panicked(payload));
    make_known(owner, &error);
    error
}

/// Waits for the timer beside a future that is not done, if there is a limit.
///
/// # Errors
/// [`TimedOut`], when the time is up.
#[inline(always)]
pub(crate) fn waits(
    limit: Option<Duration>,
    timer: &mut Option<Timer>,
    context: &mut Context<'_>,
) -> Result<(), Payload> {
    match limit {
        None => Ok(()),
        Some(limit) => waits_for(limit, timer, context),
    }
}

/// Most implementations are done at once; the timer is made for those that are not.
#[inline(never)]
fn waits_for(limit: Duration, timer: &mut Option<Timer>, context: &mut Context<'_>) -> Result<(), Payload> {
    match timer.get_or_insert_with(|| timer_for(limit)).as_mut().poll(context) {
        Poll::Pending => Ok(()),
        Poll::Ready(()) => Err(Box::new(TimedOut(limit))),
    }
}

/// A plugin's future that is dropped when its time is up.
pub(crate) struct Limited<'f, T> {
    running: Guarded<'f, T>,
    limit: Option<Duration>,
    timer: Option<Timer>,
}

impl<'f, T> Limited<'f, T> {
    pub(crate) fn new(future: BoxFuture<'f, T>, limit: Option<Duration>) -> Self {
        Limited { running: Guarded::new(future), limit, timer: None }
    }
}

impl<T> Future for Limited<'_, T> {
    type Output = Result<T, Payload>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Limited { running, limit, timer } = &mut *self;
        match Pin::new(running).poll(context) {
            Poll::Ready(done) => Poll::Ready(done),
            Poll::Pending => match waits(*limit, timer, context) {
                Ok(()) => Poll::Pending,
                Err(payload) => Poll::Ready(Err(payload)),
            },
        }
    }
}

/// Boxed, so that it takes no room in the future of a call that has none.
#[cfg(background_runtime)]
pub(crate) type Timer = Pin<Box<tokio::task::coop::Unconstrained<tokio::time::Sleep>>>;

#[cfg(background_runtime)]
fn timer_for(limit: Duration) -> Timer {
    // Unconstrained: an implementation that uses up its task's budget must not keep its own time from passing.
    Box::pin(tokio::task::coop::unconstrained(super::background::sleep(limit)))
}

/// Without a timer there is no limit; the macros refuse `timeout` where there is none.
#[cfg(not(background_runtime))]
pub(crate) type Timer = Pin<Box<std::future::Pending<()>>>;

#[cfg(not(background_runtime))]
fn timer_for(_: Duration) -> Timer {
    Box::pin(std::future::pending())
}
