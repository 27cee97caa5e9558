//! What an engine does about panics that leaves it to the caller's strategy: nothing, unless that goes on past failures.

use super::called::{Payload, catch};
use super::ledger::{FailFastLedger, TolerantLedger};
use super::limit::Guarded;

/// How implementations and wrappers are called.
pub trait Guard {
    /// A spare of a value, for after a failure.
    type Kept<V>;
    /// What came of it.
    type Called<T>;
    /// A future that is awaited.
    type Watched<'f, F: Future<Output: Send> + Send + 'f>: Future<Output = Self::Called<F::Output>>
        + Send
        + 'f;
    /// Calls it.
    fn call<T>(run: impl FnOnce() -> T) -> Self::Called<T>;
    /// Makes its future one that can be awaited.
    fn watch<'f, F: Future<Output: Send> + Send + 'f>(make: impl FnOnce() -> F) -> Self::Watched<'f, F>;
    /// What it returned.
    ///
    /// # Errors
    /// What it panicked with, if that was caught.
    fn returned<T>(called: Self::Called<T>) -> Result<T, Payload>;
}

/// As calls are written by hand: a panic is the caller's.
impl Guard for FailFastLedger {
    type Kept<V> = ();
    type Called<T> = T;
    type Watched<'f, F: Future<Output: Send> + Send + 'f> = F;

    #[inline(always)]
    fn call<T>(run: impl FnOnce() -> T) -> T {
        run()
    }

    #[inline(always)]
    fn watch<'f, F: Future<Output: Send> + Send + 'f>(make: impl FnOnce() -> F) -> F {
        make()
    }

    #[inline(always)]
    fn returned<T>(called: T) -> Result<T, Payload> {
        Ok(called)
    }
}

/// A panic is a failure.
impl<T> Guard for TolerantLedger<T> {
    type Kept<V> = V;
    type Called<R> = Result<R, Payload>;
    type Watched<'f, F: Future<Output: Send> + Send + 'f> = Guarded<'f, F::Output>;

    #[inline(always)]
    fn call<R>(run: impl FnOnce() -> R) -> Result<R, Payload> {
        catch(run)
    }

    fn watch<'f, F: Future<Output: Send> + Send + 'f>(make: impl FnOnce() -> F) -> Guarded<'f, F::Output> {
        Guarded::new(match catch(make) {
            Ok(future) => Box::pin(future),
            Err(payload) => Box::pin(async { std::panic::resume_unwind(payload) }),
        })
    }

    #[inline(always)]
    fn returned<R>(called: Result<R, Payload>) -> Result<R, Payload> {
        called
    }
}
