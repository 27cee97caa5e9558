#![forbid(unsafe_code)]

use pluginkit::prelude::*;

#[extension_point]
pub trait Feed {
    async fn fetch(&self, topic: &str) -> String;
}

#[plugin(id = "weather", version = "1.0.0")]
#[derive(Default)]
pub struct Weather;

#[extension(timeout = "9s", blocking)]
impl Feed for Weather {
    fn fetch(&self, topic: &str) -> String {
        topic.to_owned()
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let feed = PluginManager::discover()?.caller::<dyn Feed>();
    assert_eq!(pluginkit::block_on(feed.fetch("fog"))??, ["fog"]);
    Ok(())
}
