//! The Valley Echo publishes RSS 2.0, but its document breaks off in the middle of a tag.
//!
//! Nothing here is wrong: the plugin passes on what the parser says, and the newsroom prints without it.

use newsroom_api::{Feed, FeedError, Headline, Request};
use pluginkit::prelude::*;

/// The paper of the river valley.
#[plugin(id = "valley-echo", version = "1.0.0")]
#[derive(Debug, Default)]
pub struct ValleyEcho;

#[extension]
impl Feed for ValleyEcho {
    async fn fetch(&self, request: &Request) -> Result<Vec<Headline>, FeedError> {
        newsroom_reader::read(&request.document("valley-echo.xml")).await
    }
}
