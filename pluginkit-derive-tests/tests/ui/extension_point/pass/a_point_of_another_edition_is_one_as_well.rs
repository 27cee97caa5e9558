use in_2018::Feed as Old;
use in_2021::{Feed as New, FeedWrapper};
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Old for Weather {
    async fn fetch(&self, topic: &str) -> String {
        topic.to_owned()
    }
}

#[extension(timeout = "9s")]
impl New for Weather {
    fn fetch(&self, topic: &str) -> String {
        topic.to_owned()
    }
}

#[extension(wrapper)]
impl FeedWrapper for Weather {
    fn edit(&self, headline: String, _: &str, next: Next<'_>) -> HookResult<String> {
        next.run(headline)
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let plugins = PluginManager::builder().plugins(plugins![Weather, in_2018::Stocks, in_2018::Weather]).build()?;
    assert_eq!(pluginkit::block_on(plugins.caller::<dyn Old>().only(["weather"]).fetch("a"))??, ["a"]);
    assert_eq!(pluginkit::block_on(plugins.caller::<dyn New>().fetch("a"))??, ["a"]);
    assert_eq!(plugins.caller::<dyn New>().edit("a".into(), "b")?, "a");
    Ok(())
}
