//! Panics and time limits of asynchronous implementations.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use super::called::{Payload, catch, discard, panicked};
use super::hook::BoxFuture;
use crate::error::HookErrorKind;

/// A plugin's future: what it panics with, in a poll or when it is dropped, is an answer like any other.
pub(crate) struct Guarded<'f, T> {
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

/// Drops the future when its time is up.
#[cfg(background_runtime)]
pub(crate) async fn within<T>(limit: Duration, mut future: Guarded<'_, T>) -> Result<T, HookErrorKind> {
    // Most implementations are done at once; the timer is paid by those that are not.
    let at_once = std::future::poll_fn(|context| Poll::Ready(Pin::new(&mut future).poll(context))).await;
    match at_once {
        Poll::Ready(result) => result.map_err(panicked),
        // Boxed, so that a timer takes no room in the future of a call that has none.
        Poll::Pending => match Box::pin(super::background::timeout(limit, future)).await {
            Some(result) => result.map_err(panicked),
            None => Err(HookErrorKind::TimedOut(limit)),
        },
    }
}

/// Without a timer there is no limit; the macros refuse `timeout` where there is none.
#[cfg(not(background_runtime))]
pub(crate) async fn within<T>(_: Duration, future: Guarded<'_, T>) -> Result<T, HookErrorKind> {
    future.await.map_err(panicked)
}
