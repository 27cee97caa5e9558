//! Whatever can be owned can be remembered.

use std::sync::Arc;

use pluginkit::prelude::*;

#[derive(Clone)]
pub struct Event;

#[extension_point]
pub trait Feed {
    #[hook(historic)]
    fn told(&self, topic: &str, values: &[u32], event: &Event, fixed: &'static str, shared: Arc<str>, count: u32);
    #[hook(historic(keep = 1), concurrent, on_error = isolate)]
    async fn asked(&self, topic: &str, each: u8) -> Option<String>;
    #[hook(historic)]
    async fn tried<'a>(&self, topic: &'a str) -> Result<(), std::io::Error>;
    #[hook(historic)]
    fn nothing(&self) -> Result<u8, std::io::Error>;
}

fn main() {
    let feed = PluginManager::builder().build().unwrap().caller::<dyn Feed>();
    feed.told("news", &[1], &Event, "fixed", Arc::from("shared"), 2).unwrap();
    feed.nothing_remembered(drop).unwrap();
    assert_eq!((feed.told_history().len(), feed.nothing_history().len()), (1, 1));
    let _ = feed.reported().asked_remembered("news", 1, |answer: String| drop(answer));
}
