//! What several of these tests need: a shared notebook, guards, an error, and an executor without a runtime.

#![allow(dead_code, reason = "every test takes what it needs")]

use std::fmt;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

/// A notebook that plugins and tests share.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    pub(crate) fn note(&self, line: impl Into<String>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(line.into());
    }

    /// What was noted since it was asked last.
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Notes a line when it goes out of scope, however that comes about.
    pub(crate) fn guard(&self, line: impl Into<String>) -> Guard {
        Guard { log: self.clone(), line: line.into() }
    }
}

/// See [`Log::guard`].
#[derive(Debug)]
pub(crate) struct Guard {
    log: Log,
    line: String,
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.log.note(self.line.clone());
    }
}

/// An error of a plugin's own.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Refusal(pub(crate) &'static str);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Refusal {}

/// What an implementation is told to do.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Answer with the argument and this much more.
    Adds(u32),
    /// Answer, and end a pipeline.
    Ends(u32),
    Abstains,
    Fails,
    Panics,
    /// Panic with something that is not text.
    PanicsWithANumber,
    /// Panic with a text that is put together.
    PanicsWithFormat,
    /// Panic with something that panics again when it is dropped.
    PanicsWithABomb,
}

/// Panics when it is dropped.
pub(crate) struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        assert!(thread::panicking(), "the bomb goes off");
    }
}

impl Act {
    /// `None` to abstain.
    pub(crate) fn perform(&self, n: u32) -> Result<Option<u32>, Refusal> {
        match self {
            Act::Adds(more) | Act::Ends(more) => Ok(Some(n + more)),
            Act::Abstains => Ok(None),
            Act::Fails => Err(Refusal("no")),
            Act::Panics => panic!("plain"),
            Act::PanicsWithANumber => std::panic::panic_any(7_u8),
            Act::PanicsWithFormat => panic!("formatted {n}"),
            Act::PanicsWithABomb => std::panic::panic_any(Bomb),
        }
    }

    pub(crate) fn ends(&self) -> bool {
        matches!(self, Act::Ends(_))
    }
}

/// Runs a future on this thread, without any runtime.
pub(crate) fn drive<F: Future>(future: F) -> F::Output {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

/// Polls a future once.
pub(crate) fn poll_once<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    std::pin::Pin::new(future).poll(&mut Context::from_waker(Waker::noop()))
}
