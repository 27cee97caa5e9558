#![deny(warnings, unused, rust_2018_idioms, unused_qualifications, unused_lifetimes, unused_results)]
#![deny(elided_lifetimes_in_paths, trivial_casts, unused_parens, unused_braces, redundant_lifetimes)]

use std::borrow::Cow;
use std::cell::Cell;

use newsdesk::{Archive, Feed, FeedWrapper, Headline};
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;
#[plugin(id = "stocks", version = "1.0.0")]
#[derive(Default)]
struct Stocks;

#[extension(priority = 3, timeout = "2s", blocking, before(Stocks, "geo"), when = is_wanted)]
impl Feed for Weather {
    fn fetch(&self, topic: &str) -> String {
        return topic.to_owned();
    }
}

fn is_wanted(_: &Weather, _: &str) -> bool {
    true
}

#[extension]
impl Archive for Weather {
    fn look_up(&self, title: Cow<'_, str>, _: &[u16]) -> std::io::Result<Option<String>> {
        Ok(Some(title.into_owned()))
    }
    fn sort(&self, compare: &dyn Fn(&str, &str) -> bool, seen: &Cell<usize>) -> Option<Vec<(String, u16)>> {
        seen.set(usize::from(compare("a", "b")));
        None
    }
}

#[extension]
impl Feed for Stocks {
    fn published(&self, _: &Headline) {}
    fn fetch(&self, mut topic: &str) -> String {
        topic = topic.trim();
        topic.to_owned()
    }
    async fn translate(&self, mut text: String, _: &str) -> Result<String, BoxError> {
        text.push('!');
        Ok(text)
    }
}

#[extension(wrapper, after("geo"))]
impl FeedWrapper for Stocks {
    fn published(&self, _: &Headline, next: Next<'_>) -> HookResult<()> {
        next.run()
    }
    async fn fetch(&self, _: &str, next: Next<'_>) -> HookResult<Vec<String>> {
        next.run().await
    }
    fn translate(&self, text: String, _: &str, _: Next<'_>) -> HookResult<String> {
        Ok(text)
    }
}

fn main() {}
