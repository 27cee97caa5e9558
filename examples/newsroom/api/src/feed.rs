use pluginkit::prelude::*;

use crate::{FeedError, Headline, Request};

/// Where headlines come from.
#[extension_point]
pub trait Feed {
    /// The headlines of one source, as it published them: neither cleaned nor sorted.
    async fn fetch(&self, request: &Request) -> Result<Vec<Headline>, FeedError>;
}
