use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    fn name(&self) -> &str;
    fn fetch(&self, topic: &str) -> String;
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Feed for Weather {
    fn name(&self) -> &str {
        "weather"
    }
    fn fetch(&self, topic: &str) -> String {
        topic.to_owned()
    }
}

#[extension(wrapper)]
impl FeedWrapper for Weather {
    fn name(&self, next: Next<'_>) -> HookResult<Vec<String>> {
        next.run()
    }
}

fn main() -> Result<(), pluginkit::Error> {
    let feed = PluginManager::discover()?.caller::<dyn Feed>();
    feed.fetch("harbor")?;
    Ok(())
}
