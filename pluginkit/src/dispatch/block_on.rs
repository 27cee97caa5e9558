//! Asynchronous hooks from synchronous code.

use std::pin::Pin;
use std::task::{Context, Waker};

use crate::error::BlockOnError;

/// Runs a future to its end on this thread: the way to call an asynchronous hook from synchronous code.
///
/// The future finds timers and I/O: it is driven by a runtime that pluginkit keeps in the background, one for the whole
/// process, so connections and pools live from one call to the next. (Without the `tokio` feature there is no such
/// runtime, and the future is simply polled on this thread.)
///
/// # Errors
/// [`BlockOnError::InsideRuntime`] when this thread is already inside a runtime: blocking it could wait for ever for
/// what only this thread can do. Use `.await` there. (Plugin code on the blocking pool may block.)
/// [`BlockOnError::NoRuntime`] when the background runtime cannot be started.
///
/// ```
/// let answer = pluginkit::block_on(async { 6 * 7 })?;
/// assert_eq!(answer, 42);
/// # Ok::<(), pluginkit::Error>(())
/// ```
pub fn block_on<F: Future>(future: F) -> Result<F::Output, BlockOnError> {
    #[cfg(background_runtime)]
    return super::background::block_on(future);
    #[cfg(not(background_runtime))]
    {
        drop(futures_executor::enter().map_err(|_| BlockOnError::InsideRuntime)?);
        Ok(futures_executor::block_on(future))
    }
}

/// Runs a future as far as it comes without waiting, and the rest of it elsewhere: in the runtime around this code, or in the
/// background.
pub(crate) fn run_soon(future: impl Future<Output = ()> + Send + Unpin + 'static) {
    let mut future = future;
    let mut poll = || Pin::new(&mut future).poll(&mut Context::from_waker(Waker::noop())).is_pending();
    #[cfg(background_runtime)]
    {
        let Ok(runtime) = super::background::here_or_there() else {
            if poll() {
                tracing::warn!("there is no runtime for what has to be waited for; it is given up");
            }
            return;
        };
        let pending = {
            let _entered = runtime.enter();
            poll()
        };
        if pending {
            runtime.spawn(future);
        }
    }
    // On a thread of its own: this one may be the very one that is waited for.
    #[cfg(all(not(background_runtime), not(target_family = "wasm")))]
    if poll() {
        let spawned = std::thread::Builder::new().spawn(move || block_on(future));
        if let Err(error) = spawned {
            tracing::warn!(%error, "there is no thread for what has to be waited for; it is given up");
        }
    }
    #[cfg(all(not(background_runtime), target_family = "wasm"))]
    if poll() {
        tracing::warn!("there are no threads for what has to be waited for; it is given up");
    }
}
