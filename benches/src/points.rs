//! The extension points of the cases.

use pluginkit::prelude::*;

/// Synchronous hooks, one of each mode.
#[extension_point]
pub trait Plain {
    /// A notification.
    fn notify(&self, amount: u64);
    /// A notification with more than one argument, one of them borrowed.
    fn text(&self, text: &str, amount: u64);
    /// Everybody's answer.
    fn collect(&self, amount: u64) -> u64;
    /// The first answer.
    #[hook(first_result)]
    fn first(&self, key: u64) -> Option<u64>;
    /// A stage of a pipeline.
    #[hook(pipeline)]
    fn stage(&self, value: u64, amount: u64) -> u64;
    /// What those implement who implement nothing else.
    fn aside(&self, amount: u64);
}

/// Asynchronous hooks.
#[extension_point]
pub trait Waiting {
    /// Done at once.
    async fn ready(&self, amount: u64) -> u64;
    /// Waits once.
    async fn pending(&self, amount: u64) -> u64;
    /// Implemented by synchronous functions.
    async fn lifted(&self, amount: u64) -> u64;
    /// A stage of a pipeline, done at once.
    #[hook(pipeline)]
    async fn stage(&self, value: u64, amount: u64) -> u64;
}

/// Implemented with a `timeout`.
#[extension_point]
pub trait Limited {
    /// Done at once.
    async fn ready(&self, amount: u64) -> u64;
    /// Waits twice.
    async fn pending(&self, amount: u64) -> u64;
}

/// Implemented with a `when`.
#[extension_point]
pub trait Choosy {
    /// A notification.
    fn notify(&self, amount: u64);
}
