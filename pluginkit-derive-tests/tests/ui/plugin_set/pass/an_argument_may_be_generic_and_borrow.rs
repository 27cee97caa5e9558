use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Display;
use std::sync::Arc;

use pluginkit::plugin_set;
use pluginkit::prelude::*;

#[derive(Clone, Copy)]
struct Context<'c> {
    name: &'c str,
}

#[extension_point]
trait Feed {
    fn map(&self, map: &HashMap<String, Vec<Option<u8>>>, keys: Vec<String>) -> HashMap<String, u8>;
    fn own(&self, shared: Arc<str>, array: [u8; 4], pair: (u8, &str)) -> Box<dyn Display + Send + Sync>;
    fn context(&self, context: Context<'_>, other: &Context<'_>) -> String;
    fn slices(&self, all: &[&str], title: Cow<'_, str>, maybe: Option<&str>) -> usize;
    fn call(&self, with: &dyn Fn(&str) -> String, raw: fn(u8) -> u8) -> String;
    fn named<'a, 'b>(&self, first: &'a str, second: &'b [&'a str]) -> usize;
    fn forever(&self, text: &'static str) -> &'static str;
    async fn wait(&self, context: Context<'_>, all: &[&str], with: &(dyn Fn(u8) -> u8 + Sync)) -> u8;
    async fn wait_named<'a>(&self, first: &'a str, second: Option<&'a str>) -> Option<String>;
    #[hook(pipeline)]
    fn thread(&self, list: Vec<Box<dyn Display>>, by: &dyn Display) -> Vec<Box<dyn Display>>;
    #[hook(pipeline)]
    fn extend<'a>(&self, size: usize, of: &'a [&'a str]) -> usize;
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Feed for Weather {
    fn own(&self, shared: Arc<str>, array: [u8; 4], pair: (u8, &str)) -> Box<dyn Display + Send + Sync> {
        Box::new(format!("{shared}{}{}", array[0], pair.1))
    }
    fn context(&self, context: Context<'_>, other: &Context<'_>) -> String {
        format!("{}{}", context.name, other.name)
    }
    fn slices(&self, all: &[&str], title: Cow<'_, str>, maybe: Option<&str>) -> usize {
        all.len() + title.len() + maybe.map_or(0, str::len)
    }
    fn call(&self, with: &dyn Fn(&str) -> String, raw: fn(u8) -> u8) -> String {
        format!("{}{}", with("a"), raw(1))
    }
    fn named<'a, 'b>(&self, first: &'a str, second: &'b [&'a str]) -> usize {
        first.len() + second.len()
    }
    fn forever(&self, text: &'static str) -> &'static str {
        text
    }
    fn wait(&self, context: Context<'_>, all: &[&str], with: &(dyn Fn(u8) -> u8 + Sync)) -> u8 {
        with(context.name.len() as u8 + all.len() as u8)
    }
    async fn wait_named<'a>(&self, first: &'a str, second: Option<&'a str>) -> Option<String> {
        second.map(|second| format!("{first}{second}"))
    }
    fn extend<'a>(&self, size: usize, of: &'a [&'a str]) -> usize {
        size + of.len()
    }
}

#[plugin(id = "timing", version = "1.0.0", listed)]
#[derive(Default)]
struct Timing;

#[extension(wrapper)]
impl FeedWrapper for Timing {
    fn context(&self, _: Context<'_>, _: &Context<'_>, next: Next<'_>) -> HookResult<Vec<String>> {
        next.run()
    }
    async fn wait(
        &self,
        _: Context<'_>,
        _: &[&str],
        _: &(dyn Fn(u8) -> u8 + Sync),
        next: Next<'_>,
    ) -> HookResult<Vec<u8>> {
        next.run().await
    }
}

plugin_set! {
    struct Newsroom { weather: Weather, timing: Timing }
    points: [Feed];
}

fn main() {
    let set = Newsroom::default();
    let feed = set.caller::<dyn Feed>();
    let name = String::from("n");
    let context = Context { name: &name };
    assert!(feed.map(&HashMap::new(), Vec::new()).unwrap().is_empty());
    assert_eq!(feed.own("a".into(), [1; 4], (2, "b")).unwrap()[0].to_string(), "a1b");
    assert_eq!(feed.context(context, &context).unwrap(), ["nn"]);
    assert_eq!(feed.slices(&["a"], Cow::Borrowed(&name), Some(&name)).unwrap(), [3]);
    assert_eq!(feed.call(&|text| format!("{text}{name}"), |number| number + 1).unwrap(), ["an2"]);
    assert_eq!(feed.named(&name, &[&name]).unwrap(), [2]);
    assert_eq!(feed.forever("f").unwrap(), ["f"]);
    assert_eq!(pluginkit::block_on(feed.wait(context, &["a"], &|number| number * 2)).unwrap().unwrap(), [4]);
    assert_eq!(pluginkit::block_on(feed.wait_named(&name, Some("o"))).unwrap().unwrap(), ["no"]);
    assert_eq!(feed.thread(vec![Box::new(1)], &2).unwrap().len(), 1);
    assert_eq!(feed.isolated().extend(1, &["a", "b"]), 3);
}
