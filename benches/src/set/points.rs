//! The extension point of the cases.

use std::ops::ControlFlow;

use pluginkit::prelude::*;

/// A hook of each mode, and the same again where they are awaited.
#[extension_point]
pub(super) trait Feed {
    /// A notification.
    fn notify(&self, amount: u64);
    /// Everybody's answer.
    fn collect(&self, amount: u64) -> u64;
    /// The first answer.
    #[hook(first_result)]
    fn first(&self, key: u64) -> Option<u64>;
    /// A stage of a pipeline.
    #[hook(pipeline)]
    fn stage(&self, value: u64, amount: u64) -> u64;
    /// A stage that may end the pipeline.
    #[hook(pipeline)]
    fn flow(&self, value: u64, amount: u64) -> ControlFlow<u64, u64>;
    /// A notification, done at once.
    async fn tell(&self, amount: u64);
    /// Everybody's answer, done at once.
    async fn ready(&self, amount: u64) -> u64;
    /// Everybody's answer, after waiting once.
    async fn pending(&self, amount: u64) -> u64;
    /// A stage of a pipeline, done at once.
    #[hook(pipeline)]
    async fn pass(&self, value: u64, amount: u64) -> u64;
    /// A stage of a pipeline, after waiting once.
    #[hook(pipeline)]
    async fn pass_later(&self, value: u64, amount: u64) -> u64;
}
