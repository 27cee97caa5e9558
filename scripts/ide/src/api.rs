//! What the host asks of its plugins.

use pluginkit::prelude::*;

/// A place on the map.
#[derive(Clone, Debug)]
pub struct Place {
    /// What people call it.
    pub name: String,
    /// In degrees, north of the equator.
    pub latitude: f64,
}

/// Where headlines come from.
#[extension_point]
pub trait Feed {
    /// Fetches a headline for a topic.
    async fn fetch(&self, topic: &str) -> String;
    /// Finds a place by its name.
    #[hook(first_result)]
    fn resolve(&self, place: &str) -> Option<Place>;
    /// Passes the text through every plugin.
    #[hook(pipeline)]
    fn render(&self, text: String) -> String;
}
