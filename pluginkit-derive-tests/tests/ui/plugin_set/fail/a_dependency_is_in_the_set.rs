use newsdesk::geo::Geo;
use pluginkit::{plugin, plugin_set};

#[plugin(id = "maps", version = "2.0.0", listed)]
#[derive(Default)]
struct Maps;

#[plugin(id = "weather", version = "1.0.0", listed, depends_on(Geo = "^1.2", "maps", optional("metrics")))]
#[derive(Default)]
struct Weather;

#[plugin(id = "stocks", version = "1.0.0", listed, depends_on("exchange" = "^3", "maps" = "2"))]
#[derive(Default)]
struct Stocks;

plugin_set! {
    struct Newsroom { weather: Weather, stocks: Stocks }
    points: [];
}

plugin_set! {
    struct Complete { weather: Weather, geo: Geo, maps: Maps }
    points: [];
}

fn main() {}
