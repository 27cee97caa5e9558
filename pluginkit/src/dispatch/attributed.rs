//! The future of a wrapper, whose failure is given its name when it is done.

use core::marker::PhantomData;
use core::pin::Pin;
use core::task::{Context, Poll};

use pin_project_lite::pin_project;

use super::called::{Whose, wrapper_failure};
use super::hook::Hook;
use crate::error::HookResult;

pin_project! {
    /// A future that keeps nothing beside the one it is made of: while that one waits, it costs nothing.
    pub(crate) struct Attributed<W, H, F> {
        owner: W,
        hook: PhantomData<fn() -> H>,
        #[pin]
        future: F,
    }
}

impl<W: Whose, H: Hook, F> Attributed<W, H, F> {
    #[inline(always)]
    pub(crate) fn to(owner: W, future: F) -> Self {
        Attributed { owner, hook: PhantomData, future }
    }
}

impl<T, W: Whose, H: Hook, F: Future<Output = HookResult<T>>> Future for Attributed<W, H, F> {
    type Output = HookResult<T>;

    #[inline(always)]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<HookResult<T>> {
        let this = self.project();
        match this.future.poll(context) {
            Poll::Ready(Err(error)) => Poll::Ready(Err(wrapper_failure::<H, W>(this.owner, error))),
            done => done,
        }
    }
}
