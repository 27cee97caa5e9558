use newsdesk::Feed;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;
#[plugin(id = "stocks", version = "1.0.0", listed)]
#[derive(Default)]
struct Stocks;

#[extension]
impl Feed for Weather {
    async fn fetch(&self, topic: &u32) -> String {
        topic.to_string()
    }
}

#[extension]
impl Feed for Stocks {
    fn fetch(&self, topic: String) -> String {
        topic
    }
}

fn main() {}
