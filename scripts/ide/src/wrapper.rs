//! A plugin that surrounds calls.

use pluginkit::prelude::*;

use crate::api::FeedWrapper;

/// Raises its voice.
#[plugin(id = "shout", version = "1.0.0")]
#[derive(Default)]
pub struct Shout {
    volume: usize,
}

#[extension(wrapper, priority = 100)]
impl FeedWrapper for Shout {
    async fn fetch(&self, topic: &str, next: Next<'_>) -> HookResult<Vec<String>> {
        let headlines = next.run().await?;
        Ok(headlines.into_iter().map(|headline| headline.repeat(self.volume + topic.len())).collect())
    }
    // The end of the impl.
}
