//! The weather of one city, in the language of whoever asks.

mod answers;
mod asker;
mod config;
mod text;

use std::sync::Arc;

use arc_swap::ArcSwap;
use axum::Router;
use axum::routing::get;
pub use config::BulletinConfig;
use pluginkit::Changed;
use pluginkit::prelude::*;
use pluginkit::routes::Routes;

/// Says what the weather was: it has the numbers from whoever extends [`Readings`](service_api::Readings), and the words from
/// the phrases.
#[plugin(
    id = "bulletin",
    version = "0.3.0",
    depends_on(service_weather::Weather = "^1.1", service_phrases::Phrases = "^1.2"),
    description = "The weather of one city, in the language of whoever asks.",
    config = BulletinConfig
)]
#[derive(Debug)]
pub struct Bulletin {
    /// As it is now.
    config: Arc<ArcSwap<BulletinConfig>>,
}

impl From<BulletinConfig> for Bulletin {
    fn from(config: BulletinConfig) -> Self {
        Bulletin { config: Arc::new(ArcSwap::from_pointee(config)) }
    }
}

#[extension]
impl ConfigChanged for Bulletin {
    fn on_config_changed(&self, _: &PluginContext, change: &ConfigChange) -> Result<(), BoxError> {
        let Changed { new, .. } = change.of::<BulletinConfig>()?;
        self.config.store(Arc::new(new.clone()));
        Ok(())
    }
}

#[extension]
impl Routes for Bulletin {
    fn routes(&self) -> Router {
        Router::new().route("/", get(answers::bulletin)).with_state(Arc::clone(&self.config))
    }
}
