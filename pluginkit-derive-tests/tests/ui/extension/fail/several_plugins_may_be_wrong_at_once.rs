use newsdesk::Feed;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.2")]
#[derive(Default)]
struct Weather;

#[plugin(id = "stocks", version = "1.0.0")]
#[derive(Default)]
struct Stocks;

#[extension]
impl Feed for Weather {
    fn fetsh(&self) {}
}

#[extension(priority = "high")]
impl Feed for Stocks {
    async fn name(&self) -> String {
        "stocks".to_owned()
    }
}

fn main() {}
