use newsdesk::{Feed, FeedWrapper};
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;
#[plugin(id = "stocks", version = "1.0.0", listed)]
#[derive(Default)]
struct Stocks;

#[extension]
impl Feed for Weather {
    fn name(&self) -> String {
        "weather".to_owned()
    }
    fn fetch(&self, topic: &str) -> String {
        topic.to_owned()
    }
}

#[extension(wrapper, priority = -3, before("weather"), timeout = "9s")]
impl FeedWrapper for Stocks {
    fn name(&self, next: pluginkit::Next<'_>) -> Result<Vec<String>, pluginkit::HookError> {
        next.run().or_else(|_| next.run())
    }
    async fn fetch(&self, topic: &str, next: Next<'_>) -> HookResult<Vec<String>> {
        let once = next.run().await?;
        let twice = async { next.run().await }.await?;
        Ok([once, twice, vec![topic.to_owned()]].concat())
    }
    fn render(&self, text: String, _: usize, _: Next<'_>) -> HookResult<String> {
        Ok(text)
    }
    fn translate(&self, text: String, _: &str, _next: Next<'_>) -> HookResult<String> {
        Ok(text)
    }
}

fn main() {
    let plugins = PluginManager::builder().plugins(plugins![Weather, Stocks]).build().unwrap();
    let feed = plugins.caller::<dyn Feed>();
    assert_eq!(feed.name().unwrap(), ["weather"]);
    assert_eq!(pluginkit::block_on(feed.fetch("a")).unwrap().unwrap(), ["a", "a", "a"]);
    assert_eq!(pluginkit::block_on(feed.translate("b".into(), "en")).unwrap().unwrap(), "b");
}
