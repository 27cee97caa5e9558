//! The Harbor Gazette publishes RSS 2.0.

use newsroom_api::{Feed, FeedError, Headline, Request};
use pluginkit::prelude::*;

/// The paper of the port.
#[plugin(id = "harbor-gazette", version = "1.4.0")]
#[derive(Debug, Default)]
pub struct HarborGazette;

#[extension]
impl Feed for HarborGazette {
    async fn fetch(&self, request: &Request) -> Result<Vec<Headline>, FeedError> {
        newsroom_reader::read(&request.document("harbor-gazette.xml")).await
    }
}
