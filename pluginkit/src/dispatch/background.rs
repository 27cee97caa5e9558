//! The runtime in the background: a blocking pool, and timers and a driver for code that has no runtime of its own.
//!
//! It is made when it is first needed and lives as long as the process. Plugins' blocking calls go to its pool, not to
//! the host's: a runtime waits for its blocking calls when it is dropped, and one plugin that never returns would
//! keep the host from exiting.

use std::cell::Cell;
use std::io;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::JoinHandle;

use crate::enclosing::{self, Entered};
use crate::error::BlockOnError;

static RUNTIME: OnceLock<Runtime> = OnceLock::new();

thread_local! {
    /// Whether this thread runs a blocking call for the pool, and may therefore be blocked.
    static MAY_BLOCK: Cell<bool> = const { Cell::new(false) };
}

fn runtime() -> io::Result<&'static Runtime> {
    // Made by one thread at a time: a second runtime could not be dropped where it is made, inside another's context.
    static MAKING: Mutex<()> = Mutex::new(());
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime);
    }
    let _making = MAKING.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime);
    }
    let runtime =
        Builder::new_multi_thread().worker_threads(1).thread_name("pluginkit").enable_all().build()?;
    Ok(RUNTIME.get_or_init(|| runtime))
}

fn expect_runtime() -> &'static Runtime {
    // Reached from inside a call of a plugin: the panic becomes that plugin's failure, and says why.
    runtime().unwrap_or_else(|error| panic!("the background runtime cannot be started: {error}"))
}

/// Runs a blocking call on the pool, inside the caller's runtime (if there is one), hooks and tracing span.
pub(crate) fn offload<T: Send + 'static>(call: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    let host = Handle::try_current().ok();
    let span = tracing::Span::current();
    let frames = enclosing::frames();
    expect_runtime().spawn_blocking(move || {
        let _span = span.entered();
        let _host = host.as_ref().map(Handle::enter);
        let _mark = Mark::set(true);
        let _entered = Entered::new(frames);
        call()
    })
}

/// A timer belongs to the runtime in whose context it is made, which may be the host's, with its paused clock.
pub(crate) fn sleep(limit: Duration) -> tokio::time::Sleep {
    let _background = Handle::try_current().is_err().then(|| expect_runtime().enter());
    tokio::time::sleep(limit)
}

/// The runtime around this code, or the one in the background.
pub(crate) fn here_or_there() -> io::Result<Handle> {
    Handle::try_current().or_else(|_| runtime().map(|runtime| runtime.handle().clone()))
}

/// Runs a future to its end on this thread.
pub(crate) fn block_on<F: Future>(future: F) -> Result<F::Output, BlockOnError> {
    // The pool's threads are there to be blocked, although they stand in a runtime's context.
    if Handle::try_current().is_ok() && !MAY_BLOCK.get() {
        return Err(BlockOnError::InsideRuntime);
    }
    let runtime = runtime().map_err(BlockOnError::NoRuntime)?;
    let _mark = Mark::set(false);
    Ok(runtime.block_on(future))
}

/// Marks this thread for as long as it lives.
struct Mark {
    before: bool,
}

impl Mark {
    fn set(may_block: bool) -> Self {
        Mark { before: MAY_BLOCK.replace(may_block) }
    }
}

impl Drop for Mark {
    fn drop(&mut self) {
        MAY_BLOCK.set(self.before);
    }
}
