//! Every mode, sync and async, fallible or not, as callers of a set have it.

use std::ops::ControlFlow;

use pluginkit::plugin_set;
use pluginkit::prelude::*;

#[extension_point]
pub trait Modes {
    fn notify(&self, text: &str);
    async fn notify_async(&self, text: &str) -> Result<(), BoxError>;
    fn collect(&self) -> u8;
    async fn collect_some(&self) -> Option<u8>;
    fn collect_fallible(&self) -> Result<Option<u8>, BoxError>;
    #[hook(first_result)]
    fn first(&self) -> Option<u8>;
    #[hook(first_result)]
    async fn first_fallible(&self, name: String) -> Result<Option<String>, std::num::ParseIntError>;
    #[hook(pipeline)]
    fn edit(&self, text: String) -> String;
    #[hook(pipeline)]
    async fn edit_fallible(&self, text: String, by: &str) -> Result<String, BoxError>;
    #[hook(pipeline)]
    fn shorten(&self, text: String, to: usize) -> ControlFlow<String, String>;
    #[hook(pipeline)]
    async fn shorten_fallible(&self, text: String) -> Result<ControlFlow<String, String>, BoxError>;
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Modes for Weather {
    fn notify(&self, _: &str) {}
    async fn notify_async(&self, _: &str) -> Result<(), BoxError> {
        Ok(())
    }
    fn collect(&self) -> u8 {
        1
    }
    fn collect_some(&self) -> Option<u8> {
        Some(2)
    }
    fn collect_fallible(&self) -> Result<Option<u8>, BoxError> {
        Ok("3".parse().map(Some)?)
    }
    fn first(&self) -> Option<u8> {
        Some(4)
    }
    async fn first_fallible(&self, name: String) -> Result<Option<String>, std::num::ParseIntError> {
        Ok(Some(name))
    }
    fn edit(&self, text: String) -> String {
        text + "!"
    }
    async fn edit_fallible(&self, text: String, by: &str) -> Result<String, BoxError> {
        Ok(text + by)
    }
    fn shorten(&self, mut text: String, to: usize) -> ControlFlow<String, String> {
        text.truncate(to);
        ControlFlow::Break(text)
    }
    async fn shorten_fallible(&self, text: String) -> Result<ControlFlow<String, String>, BoxError> {
        Ok(ControlFlow::Continue(text))
    }
}

#[plugin(id = "stocks", version = "1.0.0", listed)]
#[derive(Default)]
struct Stocks;

#[extension]
impl Modes for Stocks {
    fn collect_fallible(&self) -> Result<Option<u8>, BoxError> {
        Err("closed".into())
    }
    fn edit(&self, text: String) -> String {
        text + "?"
    }
}

plugin_set! {
    struct Newsroom { weather: Weather, stocks: Stocks }
    points: [Modes];
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let set = Newsroom::default();
    let modes = set.caller::<dyn Modes>();
    modes.notify("a")?;
    pluginkit::block_on(modes.notify_async("a"))??;
    assert_eq!(modes.collect()?, [1]);
    assert_eq!(pluginkit::block_on(modes.collect_some())??, [2]);
    assert!(modes.collect_fallible().is_err());
    assert_eq!(modes.isolated().collect_fallible(), [3]);
    assert_eq!(modes.reported().collect_fallible().failures.len(), 1);
    assert_eq!(modes.reported().first().value, Some(4));
    assert_eq!(pluginkit::block_on(modes.first_fallible("5".into()))??.as_deref(), Some("5"));
    assert_eq!(modes.edit("six".into())?, "six?!");
    assert_eq!(pluginkit::block_on(modes.isolated().edit_fallible("sev".into(), "en"))?, "seven");
    assert_eq!(modes.shorten("eight".into(), 2)?, "ei");
    assert_eq!(pluginkit::block_on(modes.shorten_fallible("nine".into()))??, "nine");
    let mut all = vec![0];
    modes.collect_into(&mut all)?;
    pluginkit::block_on(modes.collect_some_into(&mut all))??;
    assert_eq!(all, [0, 1, 2]);
    Ok(())
}
