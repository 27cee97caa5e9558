#[allow(non_camel_case_types, dead_code)]
struct fetch;

use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    fn fetch(&self, self_: &str, value: u8, plugin: &str, args: &[u8], handle: u8) -> u8;
    async fn load(&self, this: &str, table: u8, at: u8, rest: u8, kit: u8, call: u8) -> u8;
    #[hook(pipeline)]
    fn edit(&self, value: String, text: &str, plugin: String, a0: u8) -> String;
    #[hook(pipeline)]
    async fn send(&self, args: String, value: u8, strategy: u8) -> Result<String, BoxError>;
}

fn wanted(_: &Stocks, value: &String, _: &str, _: &String, _: &u8) -> bool {
    !value.is_empty()
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Feed for Weather {
    fn fetch(&self, _: &str, value: u8, plugin: &str, args: &[u8], handle: u8) -> u8 {
        value + plugin.len() as u8 + args[0] + handle
    }
    fn load(&self, this: &str, table: u8, at: u8, rest: u8, kit: u8, call: u8) -> u8 {
        this.len() as u8 + table + at + rest + kit + call
    }
}

#[plugin(id = "stocks", version = "1.0.0", listed)]
#[derive(Default)]
struct Stocks;

#[extension(timeout = "9s", when = wanted)]
impl Feed for Stocks {
    fn edit(&self, value: String, text: &str, plugin: String, a0: u8) -> String {
        format!("{value}{text}{plugin}{a0}")
    }
}

#[extension(wrapper)]
impl FeedWrapper for Stocks {
    fn fetch(&self, _: &str, value: u8, _: &str, _: &[u8], _: u8, rest: Next<'_>) -> HookResult<Vec<u8>> {
        rest.run().map(|all| all.into_iter().map(|one| one + value).collect())
    }
    async fn send(&self, args: String, _: u8, strategy: u8, next: Next<'_>) -> HookResult<String> {
        next.run(format!("{args}{strategy}")).await
    }
}

fn main() {
    let plugins = PluginManager::builder().plugins(plugins![Weather, Stocks]).build().unwrap();
    let feed = plugins.caller::<dyn Feed>();
    assert_eq!(feed.fetch("", 1, "ab", &[3], 4).unwrap(), [11]);
    assert_eq!(pluginkit::block_on(feed.load("a", 1, 1, 1, 1, 1)).unwrap().unwrap(), [6]);
    assert_eq!(feed.edit("a".into(), "b", "c".into(), 4).unwrap(), "abc4");
    assert_eq!(pluginkit::block_on(feed.send("a".into(), 1, 2)).unwrap().unwrap(), "a2");
}
