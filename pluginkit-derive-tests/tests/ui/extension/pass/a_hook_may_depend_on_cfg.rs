use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    fn name(&self) -> String;
    async fn fetch(&self) -> String;
    #[hook(first_result)]
    fn locate(&self, place: &str) -> Option<u64>;
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension(timeout = "9s", blocking)]
impl Feed for Weather {
    #[cfg(all())]
    fn name(&self) -> String {
        "weather".to_owned()
    }
    #[cfg(any())]
    fn fetch(&self) -> String {
        no_such_function()
    }
    #[cfg(any())]
    fn locate(&self, _: &str) -> Option<u64> {
        None
    }
    #[cfg(all())]
    fn locate(&self, _: &str) -> Option<u64> {
        Some(3)
    }
}

#[plugin(id = "stocks", version = "1.0.0", listed)]
#[derive(Default)]
struct Stocks;

#[cfg(any())]
#[extension]
impl Feed for Stocks {
    fn name(&self) -> NoSuchType {}
}

#[extension(wrapper)]
impl FeedWrapper for Stocks {
    #[cfg(any())]
    fn name(&self, next: Next<'_>) -> HookResult<Vec<String>> {
        no_such_function(next)
    }
    #[cfg_attr(all(), allow(unused))]
    async fn fetch(&self, next: Next<'_>) -> HookResult<Vec<String>> {
        next.run().await
    }
}

fn main() {
    let plugins = PluginManager::builder().plugins(plugins![Weather, Stocks]).build().unwrap();
    let feed = plugins.caller::<dyn Feed>();
    assert_eq!(feed.name().unwrap(), ["weather"]);
    assert!(pluginkit::block_on(feed.fetch()).unwrap().unwrap().is_empty());
    assert_eq!(feed.locate("a").unwrap(), Some(3));
}
