//! What a `cfg` stands for, only the compiler knows: the hook counts as there.

use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    #[hook(required)]
    async fn fetch(&self, topic: &str) -> String;
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Feed for Weather {
    #[cfg(any())]
    fn fetch(&self, topic: &str) -> String {
        topic.to_owned()
    }
}

fn main() -> Result<(), pluginkit::Error> {
    let plugins = PluginManager::builder().plugin::<Weather>().build()?;
    let feed = plugins.caller::<dyn Feed>();
    assert!(pluginkit::block_on(feed.fetch("harbor"))??.is_empty());
    Ok(())
}
