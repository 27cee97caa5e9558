use newsdesk::Feed;
use pluginkit::{extension, plugin, plugin_set};

#[plugin(id = "my weather", version = "1.0.0")]
#[derive(Default)]
struct Weather;

#[extension]
impl Feed for Weather {
    fn name(&self) -> String {
        "weather".to_owned()
    }
}

#[plugin(id = "geo", version = "1")]
#[derive(Default)]
struct Geo;

#[extension(before("stocks"))]
impl Feed for Geo {}

#[plugin(id = "stocks", version = "1.0.0", listed, depends_on("geo" = "^1", Weather = "^2"))]
#[derive(Default)]
struct Stocks;

#[extension]
impl Feed for Stocks {}

plugin_set! {
    struct Newsroom { weather: Weather, geo: Geo, stocks: Stocks }
    points: [Feed];
}

fn main() {
    let set = Newsroom::default();
    let _ = set.caller::<dyn Feed>().name();
}
