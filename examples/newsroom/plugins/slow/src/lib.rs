//! The Night Courier would have news, but not in time.

use std::time::Duration;

use newsroom_api::{Feed, FeedError, Headline, Request};
use pluginkit::prelude::*;

/// Stands for a server that keeps the connection open and says nothing.
const SILENCE: Duration = Duration::from_secs(10);

/// The paper of the small hours.
#[plugin(id = "night-courier", version = "1.1.0")]
#[derive(Debug, Default)]
pub struct NightCourier;

#[extension(timeout = "150ms")]
impl Feed for NightCourier {
    async fn fetch(&self, request: &Request) -> Result<Vec<Headline>, FeedError> {
        tokio::time::sleep(SILENCE).await;
        newsroom_reader::read(&request.document("night-courier.xml")).await
    }
}
