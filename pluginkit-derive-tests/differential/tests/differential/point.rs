//! The point: a hook of each mode, with and without `Result`, synchronous and asynchronous.

use std::fmt;
use std::ops::ControlFlow;

use pluginkit::prelude::*;

/// Cannot be copied: an outcome of it cannot be kept for when a wrapper fails.
#[derive(Debug)]
pub(crate) struct Unique(pub(crate) u64);

/// An error of a plugin's own.
#[derive(Debug)]
pub(crate) struct Refusal(pub(crate) String);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refusal {}

/// In the order of [`HOOKS`](crate::told::HOOKS).
#[extension_point]
pub(crate) trait Line {
    fn tell(&self, value: u64, mark: &str);
    fn try_tell(&self, value: u64, mark: &str) -> Result<(), Refusal>;
    fn all(&self, value: u64, mark: &str) -> u64;
    fn try_all(&self, value: u64, mark: &str) -> Result<u64, Refusal>;
    fn some(&self, value: u64, mark: &str) -> Option<Unique>;
    fn try_some(&self, value: u64, mark: &str) -> Result<Option<Unique>, Refusal>;
    #[hook(first_result)]
    fn first(&self, value: u64, mark: &str) -> Option<u64>;
    #[hook(first_result)]
    fn try_first(&self, value: u64, mark: &str) -> Result<Option<u64>, Refusal>;
    #[hook(pipeline)]
    fn pipe(&self, value: u64, mark: &str) -> u64;
    #[hook(pipeline)]
    fn try_pipe(&self, value: u64, mark: &str) -> Result<u64, Refusal>;
    #[hook(pipeline)]
    fn flow(&self, value: u64, mark: &str) -> ControlFlow<u64, u64>;
    #[hook(pipeline)]
    fn try_flow(&self, value: u64, mark: &str) -> Result<ControlFlow<u64, u64>, Refusal>;
    async fn tell_later(&self, value: u64, mark: &str);
    async fn try_tell_later(&self, value: u64, mark: &str) -> Result<(), Refusal>;
    async fn all_later(&self, value: u64, mark: &str) -> u64;
    async fn try_all_later(&self, value: u64, mark: &str) -> Result<u64, Refusal>;
    async fn some_later(&self, value: u64, mark: &str) -> Option<Unique>;
    async fn try_some_later(&self, value: u64, mark: &str) -> Result<Option<Unique>, Refusal>;
    #[hook(first_result)]
    async fn first_later(&self, value: u64, mark: &str) -> Option<u64>;
    #[hook(first_result)]
    async fn try_first_later(&self, value: u64, mark: &str) -> Result<Option<u64>, Refusal>;
    #[hook(pipeline)]
    async fn pipe_later(&self, value: u64, mark: &str) -> u64;
    #[hook(pipeline)]
    async fn try_pipe_later(&self, value: u64, mark: &str) -> Result<u64, Refusal>;
    #[hook(pipeline)]
    async fn flow_later(&self, value: u64, mark: &str) -> ControlFlow<u64, u64>;
    #[hook(pipeline)]
    async fn try_flow_later(&self, value: u64, mark: &str) -> Result<ControlFlow<u64, u64>, Refusal>;
}
