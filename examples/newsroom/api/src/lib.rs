//! What the newsroom and its plugins agree on: two extension points, and the types that pass through them.
//!
//! A plugin crate depends on this crate and on pluginkit, never on the newsroom or on another plugin.

mod desk;
mod error;
mod feed;
mod headline;
mod request;

pub use desk::{Desk, DeskCaller, DeskEngine, DeskWrapper};
pub use error::FeedError;
pub use feed::{Feed, FeedCaller, FeedEngine, FeedWrapper};
pub use headline::Headline;
pub use request::Request;
