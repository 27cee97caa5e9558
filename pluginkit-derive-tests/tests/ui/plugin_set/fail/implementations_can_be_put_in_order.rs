use newsdesk::Feed;
use pluginkit::{extension, plugin, plugin_set};

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension(before("stocks"))]
impl Feed for Weather {
    fn name(&self) -> String {
        "weather".to_owned()
    }
    async fn fetch(&self, _: &str) -> String {
        "fog".to_owned()
    }
}

#[plugin(id = "stocks", version = "1.0.0", listed)]
#[derive(Default)]
struct Stocks;

#[extension(before("sports"))]
impl Feed for Stocks {
    fn name(&self) -> String {
        "stocks".to_owned()
    }
    async fn fetch(&self, _: &str) -> String {
        "up".to_owned()
    }
}

#[plugin(id = "sports", version = "1.0.0", listed)]
#[derive(Default)]
struct Sports;

// Nobody else has `locate`: its order is not in question.
#[extension(before(Weather))]
impl Feed for Sports {
    fn name(&self) -> String {
        "sports".to_owned()
    }
    fn locate(&self, _: &str) -> Option<u64> {
        None
    }
}

plugin_set! {
    struct Newsroom { weather: Weather, stocks: Stocks, sports: Sports }
    points: [Feed];
}

plugin_set! {
    struct WithoutSports { weather: Weather, stocks: Stocks }
    points: [Feed];
}

fn main() {}
