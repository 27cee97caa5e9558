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
        self.home.as_ref().map_or(&self.station, |home| &home.name)
    }
}

#[extension(priority = 10)]
impl Feed for Weather {
    async fn fetch(&self, topic: &str) -> String {
        let prefix = self.signature();
        format!("{prefix}fog over the {topic}")
    }
    // The end of the impl.
}

#[extension]
impl Lifecycle for Weather {
    async fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
        println!("{} starts", cx.id());
        Ok(())
    }
    // The end of the life.
}

/// Knows the way.
#[plugin(id = "atlas", version = "1.0.0")]
#[derive(Default)]
pub struct Atlas;

#[extension]
impl Feed for Atlas {
    // Without `async`.
    fn fetch(&self, topic: &str) -> String {
        format!("where to find the {topic}")
    }

    fn resolve(&self, place: &str) -> Option<Place> {
        (place == "harbor").then(|| Place { name: place.to_owned(), latitude: 54.3 })
    }
}
