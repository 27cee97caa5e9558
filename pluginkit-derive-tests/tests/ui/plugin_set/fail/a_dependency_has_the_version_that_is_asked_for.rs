use newsdesk::geo::Geo;
use pluginkit::{plugin, plugin_set};

#[plugin(id = "weather", version = "1.0.0", listed, depends_on("geo" = "^2"))]
#[derive(Default)]
struct Weather;

#[plugin(id = "stocks", version = "1.0.0", listed, depends_on(optional("geo" = "<1.2.3, >=1")))]
#[derive(Default)]
struct Stocks;

plugin_set! {
    struct Newsroom { weather: Weather, geo: Geo, stocks: Stocks }
    points: [];
}

fn main() {}
