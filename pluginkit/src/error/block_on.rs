//! Futures that are not waited for.

use std::io;

use thiserror::Error;

/// Why [`block_on`](crate::block_on) did not run a future.
///
/// ```
/// let error = pluginkit::BlockOnError::InsideRuntime;
/// assert!(error.to_string().contains("use `.await` there"));
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum BlockOnError {
    /// This thread is inside a runtime already.
    #[error(
        "`block_on` was called inside an asynchronous runtime, where waiting could be for ever: use `.await` there"
    )]
    InsideRuntime,
    /// The background runtime cannot be started.
    #[error("the background runtime cannot be started")]
    NoRuntime(#[source] io::Error),
}
