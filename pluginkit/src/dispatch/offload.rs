//! Synchronous implementations that run elsewhere, with their own copies of the arguments.
//!
//! Synchronous code cannot be stopped. What has to be left behind when its time is up therefore owns everything it
//! touches, and its late result goes nowhere.

use alloc::borrow::ToOwned;

#[cfg(background_runtime)]
pub use with_pool::Job;
#[cfg(not(background_runtime))]
pub use without_pool::Job;

/// An argument that a call can take its own copy of: `&T` where `T: ToOwned`, or a `Clone` value.
#[diagnostic::on_unimplemented(
    message = "this argument cannot be owned, so the call cannot leave the caller's thread",
    label = "`{Self}` has no owned form that may move to another thread",
    note = "a synchronous implementation with `timeout` or `blocking` runs on the blocking pool with its own copies \
            of its arguments",
    note = "make the implementation `async`, give the type `Clone`, or leave `timeout` and `blocking` out"
)]
pub trait Ownable {
    /// The owned form.
    type Owned: Send + 'static;
    /// A copy.
    fn own(&self) -> Self::Owned;
}

impl<T: ?Sized + ToOwned<Owned: Send + 'static>> Ownable for T {
    type Owned = T::Owned;

    fn own(&self) -> T::Owned {
        self.to_owned()
    }
}

#[cfg(background_runtime)]
mod with_pool {
    use std::panic;
    use std::sync::Arc;
    use std::task::{Context, Poll, Wake, Waker};
    use std::thread::{self, Thread};
    use std::time::{Duration, Instant};

    use tokio::task::JoinHandle;

    use crate::dispatch::background;
    use crate::dispatch::panics::panicked;
    use crate::error::HookErrorKind;

    /// A call on its way to the blocking pool.
    pub struct Job<T> {
        running: JoinHandle<T>,
    }

    impl<T: Send + 'static> Job<T> {
        /// Sends a call to the blocking pool.
        pub fn new(call: impl FnOnce() -> T + Send + 'static) -> Self {
            Job { running: background::offload(call) }
        }
    }

    impl<T> Job<T> {
        /// Waits for it on this thread, for so long.
        pub(crate) fn wait(mut self, limit: Option<Duration>) -> Result<T, HookErrorKind> {
            let deadline = limit.and_then(|limit| Instant::now().checked_add(limit));
            let waker = Waker::from(Arc::new(Unpark(thread::current())));
            let mut context = Context::from_waker(&waker);
            loop {
                if let Poll::Ready(done) = std::pin::Pin::new(&mut self.running).poll(&mut context) {
                    return done.map_err(|error| panicked(error.into_panic()));
                }
                match deadline {
                    None => thread::park(),
                    Some(deadline) => match deadline.checked_duration_since(Instant::now()) {
                        Some(left) if !left.is_zero() => thread::park_timeout(left),
                        _ => return Err(HookErrorKind::TimedOut(limit.unwrap_or_default())),
                    },
                }
            }
        }

        /// Waits for it.
        pub(crate) async fn finish(self) -> T {
            // A panic goes on here, to where every implementation's panic is caught.
            self.running.await.unwrap_or_else(|error| panic::resume_unwind(error.into_panic()))
        }
    }

    struct Unpark(Thread);

    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
}

#[cfg(not(background_runtime))]
mod without_pool {
    use core::convert::Infallible;
    use core::marker::PhantomData;
    use core::time::Duration;

    use crate::error::HookErrorKind;

    /// Cannot be made: there is no blocking pool without the `tokio` feature, and the macros refuse to ask for one.
    pub struct Job<T> {
        never: Infallible,
        result: PhantomData<fn() -> T>,
    }

    impl<T> Job<T> {
        /// What it comes to.
        ///
        /// # Errors
        /// None.
        pub fn wait(self, _: Option<Duration>) -> Result<T, HookErrorKind> {
            match self.never {}
        }

        /// What it comes to.
        #[allow(clippy::unused_async, reason = "it stands in for one that waits")]
        pub async fn finish(self) -> T {
            match self.never {}
        }
    }
}
