use pluginkit::prelude::*;

#[extension_point]
pub trait r#Match {
    fn r#type(&self, r#where: &str) -> String;
    async fn r#loop(&self) -> u8;
    #[hook(pipeline)]
    fn r#mut(&self, r#in: String, r#for: u8) -> String;
    #[hook(first_result)]
    fn r#if(&self, r#async: &str) -> Option<u8>;
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl r#Match for Weather {
    fn r#type(&self, r#where: &str) -> String {
        r#where.to_owned()
    }
    fn r#loop(&self) -> u8 {
        3
    }
    fn r#mut(&self, r#in: String, _: u8) -> String {
        r#in + "!"
    }
    fn r#if(&self, r#async: &str) -> Option<u8> {
        r#async.parse().ok()
    }
}

#[plugin(id = "stocks", version = "1.0.0", listed)]
#[derive(Default)]
struct Stocks;

#[extension(wrapper)]
impl MatchWrapper for Stocks {
    async fn r#loop(&self, next: Next<'_>) -> HookResult<Vec<u8>> {
        next.run().await
    }
    fn r#mut(&self, r#in: String, _: u8, next: Next<'_>) -> HookResult<String> {
        next.run(r#in)
    }
}

fn main() {
    let plugins = PluginManager::builder().plugins(plugins![Weather, Stocks]).build().unwrap();
    let caller: MatchCaller = plugins.caller::<dyn r#Match>();
    assert_eq!(caller.r#type("fog").unwrap(), ["fog"]);
    assert_eq!(pluginkit::block_on(caller.r#loop()).unwrap().unwrap(), [3]);
    assert_eq!(caller.r#mut("fog".into(), 1).unwrap(), "fog!");
    assert_eq!(caller.isolated().r#if("7"), Some(7));
}
