//! Panics of plugin code: answers like any other, where they can be caught.

#[cfg(feature = "std")]
pub(crate) use caught::{Payload, Watched, catch, discard, message, panicked, watch};
#[cfg(not(feature = "std"))]
pub(crate) use passed_on::{Payload, Watched, catch, panicked, watch};

#[cfg(feature = "std")]
mod caught {
    use std::any::Any;
    use std::mem;
    use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

    use crate::dispatch::limit::{Guarded, TimedOut};
    use crate::error::HookErrorKind;

    /// What a panic carries.
    pub(crate) type Payload = Box<dyn Any + Send>;

    /// Runs plugin code; a panic is an answer like any other.
    ///
    /// Unwind safety is the plugin's business: state that a panic left half done is behind the plugin's own `&self`.
    #[inline(always)]
    pub(crate) fn catch<T>(run: impl FnOnce() -> T) -> Result<T, Payload> {
        catch_unwind(AssertUnwindSafe(run))
    }

    /// A future of plugin code, whose panics are an answer.
    pub(crate) type Watched<'f, F> = Guarded<'f, <F as Future>::Output>;

    /// Makes one.
    pub(crate) fn watch<'f, F: Future<Output: Send> + Send + 'f>(make: impl FnOnce() -> F) -> Watched<'f, F> {
        Guarded::new(match catch(make) {
            Ok(future) => Box::pin(future),
            Err(payload) => Box::pin(async { resume_unwind(payload) }),
        })
    }

    /// A panic, by its message; or the end of its time.
    #[cold]
    pub(crate) fn panicked(payload: Payload) -> HookErrorKind {
        match payload.downcast::<TimedOut>() {
            Ok(limit) => HookErrorKind::TimedOut(limit.0),
            Err(payload) => HookErrorKind::Panicked(message(payload)),
        }
    }

    /// The message of a panic.
    #[cold]
    pub(crate) fn message(payload: Payload) -> String {
        match payload.downcast::<String>() {
            Ok(message) => *message,
            Err(payload) => match payload.downcast::<&'static str>() {
                Ok(message) => (*message).to_owned(),
                Err(payload) => {
                    discard(payload);
                    "(its message is not text)".to_owned()
                }
            },
        }
    }

    /// Drops what belongs to a plugin, where nobody is left to hear of a panic on the way.
    pub(crate) fn discard<T>(owned: T) {
        if let Err(payload) = catch(move || drop(owned)) {
            tracing::warn!("a destructor panicked");
            forget(payload);
        }
    }

    /// Drops what a panic carries if it is text, and leaks it if not: its own drop could panic again.
    fn forget(payload: Payload) {
        let Err(payload) = payload.downcast::<String>() else { return };
        let Err(payload) = payload.downcast::<&'static str>() else { return };
        mem::forget(payload);
    }
}

/// Without `std`, a panic is the program's: nothing is caught, and so there is no payload.
#[cfg(not(feature = "std"))]
mod passed_on {
    use core::convert::Infallible;
    use core::marker::PhantomData;
    use core::pin::Pin;
    use core::task::{Context, Poll};

    use pin_project_lite::pin_project;

    use crate::error::HookErrorKind;

    /// What a panic carries, if it can be caught.
    pub(crate) type Payload = Infallible;

    /// Runs plugin code.
    #[allow(clippy::unnecessary_wraps, reason = "it stands in for one that catches")]
    #[inline(always)]
    pub(crate) fn catch<T>(run: impl FnOnce() -> T) -> Result<T, Payload> {
        Ok(run())
    }

    pin_project! {
        /// A future of plugin code.
        pub struct Watched<'f, F> {
            #[pin]
            future: F,
            lifetime: PhantomData<&'f ()>,
        }
    }

    /// Makes one.
    #[inline(always)]
    pub(crate) fn watch<'f, F>(make: impl FnOnce() -> F) -> Watched<'f, F> {
        Watched { future: make(), lifetime: PhantomData }
    }

    impl<F: Future> Future for Watched<'_, F> {
        type Output = Result<F::Output, Payload>;

        #[inline(always)]
        fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
            self.project().future.poll(context).map(Ok)
        }
    }

    /// A panic, by its message.
    pub(crate) fn panicked(payload: Payload) -> HookErrorKind {
        match payload {}
    }
}
