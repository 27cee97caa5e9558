//! What an engine does about panics that leaves it to the caller's strategy: nothing, unless that goes on past failures.

use super::hook::{AsyncHook, Hook};
use super::inner::{Inner, Inside};
use super::ledger::{FailFastLedger, TolerantLedger};
use super::panics::{Payload, Watched, catch, watch};

/// How implementations and wrappers are called.
pub trait Guard: 'static {
    /// A spare of a value, for after a failure.
    type Kept<V>;
    /// Where that waits.
    type Place<V>: Default;
    /// Puts it there.
    fn put<V>(place: &mut Self::Place<V>, kept: Self::Kept<V>);
    /// Takes what was put there.
    fn take<V>(place: &mut Self::Place<V>) -> Self::Kept<V>;
    /// A reference to the ledger, which takes no room in a future where there is nothing to refer to.
    type Handle<'l>: Copy + Send + Sync;
    /// Refers to it.
    fn handle(&self) -> Self::Handle<'_>;
    /// What is referred to.
    fn of(handle: Self::Handle<'_>) -> &Self;
    /// The same for what is kept beside an asynchronous call.
    type SharedHandle<'l, H: AsyncHook>: Copy + Send + Sync;
    /// Refers to it.
    fn share<H: AsyncHook>(shared: &Self::Shared<H>) -> Self::SharedHandle<'_, H>;
    /// What is referred to.
    fn shared<H: AsyncHook>(handle: Self::SharedHandle<'_, H>) -> &Self::Shared<H>;
    /// What came of it.
    type Called<T>;
    /// A future that is awaited.
    type Watched<'f, F: Future<Output: Send> + Send + 'f>: Future<Output = Self::Called<F::Output>>
        + Send
        + 'f;
    /// Where the latest outcome from inside of a wrapper is kept, for when the wrapper fails after it.
    type Inner<H: Hook>: Inside<H>;
    /// The same beside an asynchronous call.
    type Shared<H: AsyncHook>: Inside<H> + Send + Sync;
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
    type Place<V> = ();
    type Inner<H: Hook> = ();
    type Shared<H: AsyncHook> = ();
    type Handle<'l> = ();
    type SharedHandle<'l, H: AsyncHook> = ();
    type Called<T> = T;
    type Watched<'f, F: Future<Output: Send> + Send + 'f> = F;

    #[inline(always)]
    fn handle(&self) {}

    #[inline(always)]
    fn of((): Self::Handle<'_>) -> &Self {
        &FailFastLedger
    }

    #[inline(always)]
    fn share<H: AsyncHook>((): &()) {}

    #[inline(always)]
    fn shared<H: AsyncHook>((): Self::SharedHandle<'_, H>) -> &() {
        &()
    }

    #[inline(always)]
    fn put<V>((): &mut (), (): ()) {}

    #[inline(always)]
    fn take<V>((): &mut ()) {}

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
impl<T: 'static> Guard for TolerantLedger<T> {
    type Kept<V> = V;
    type Place<V> = Option<V>;
    type Inner<H: Hook> = Inner<H>;
    type Shared<H: AsyncHook> = Inner<H>;
    type Handle<'l> = &'l Self;
    type SharedHandle<'l, H: AsyncHook> = &'l Inner<H>;
    type Called<R> = Result<R, Payload>;
    type Watched<'f, F: Future<Output: Send> + Send + 'f> = Watched<'f, F>;

    #[inline(always)]
    fn handle(&self) -> &Self {
        self
    }

    #[inline(always)]
    fn of(handle: Self::Handle<'_>) -> &Self {
        handle
    }

    #[inline(always)]
    fn share<H: AsyncHook>(shared: &Inner<H>) -> &Inner<H> {
        shared
    }

    #[inline(always)]
    fn shared<H: AsyncHook>(handle: Self::SharedHandle<'_, H>) -> &Inner<H> {
        handle
    }

    #[inline(always)]
    fn put<V>(place: &mut Option<V>, kept: V) {
        *place = Some(kept);
    }

    #[inline(always)]
    fn take<V>(place: &mut Option<V>) -> V {
        place.take().expect("each is kept before it is called")
    }

    #[inline(always)]
    fn call<R>(run: impl FnOnce() -> R) -> Result<R, Payload> {
        catch(run)
    }

    #[inline(always)]
    fn watch<'f, F: Future<Output: Send> + Send + 'f>(make: impl FnOnce() -> F) -> Watched<'f, F> {
        watch(make)
    }

    #[inline(always)]
    fn returned<R>(called: Result<R, Payload>) -> Result<R, Payload> {
        called
    }
}
