//! A plugin.

use pluginkit::prelude::*;

use crate::api::{Feed, Place};

/// Knows the weather.
#[plugin(id = "weather", version = "1.0.0")]
#[derive(Default)]
pub struct Weather {
    station: String,
    home: Option<Place>,
}

impl Weather {
    /// What the plugin calls itself.
    pub fn signature(&self) -> &str {
        &self.station
    }
}

#[extension(priority = 10)]
impl Feed for Weather {
    async fn fetch(&self, topic: &str) -> String {
        let prefix = self.signature();
        format!("{prefix}fog over the {topic}")
    }

    fn resolve(&self, place: &str) -> Option<Place> {
        self.home.clone().filter(|home| home.name == place)
    }
}
