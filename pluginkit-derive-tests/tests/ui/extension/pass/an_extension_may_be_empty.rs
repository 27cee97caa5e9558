use newsdesk::{Feed, FeedWrapper};
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Feed for Weather {}

#[extension(wrapper, timeout = "2s")]
impl FeedWrapper for Weather {}

fn main() {
    let feed = PluginManager::builder().plugin::<Weather>().build().unwrap().caller::<dyn Feed>();
    assert!(feed.name().unwrap().is_empty());
}
