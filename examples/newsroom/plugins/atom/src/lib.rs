//! The Summit Observer publishes Atom.

use newsroom_api::{Feed, FeedError, Headline, Request};
use pluginkit::prelude::*;

/// The paper of the mountains.
#[plugin(id = "summit-observer", version = "2.0.1")]
#[derive(Debug, Default)]
pub struct SummitObserver;

#[extension]
impl Feed for SummitObserver {
    async fn fetch(&self, request: &Request) -> Result<Vec<Headline>, FeedError> {
        newsroom_reader::read(&request.document("summit-observer.xml")).await
    }
}
