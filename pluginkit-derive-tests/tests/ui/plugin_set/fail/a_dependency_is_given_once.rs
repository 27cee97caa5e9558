use newsdesk::geo::Geo;
use pluginkit::{plugin, plugin_set};

#[plugin(id = "weather", version = "1.0.0", listed, depends_on(Geo = "^1.2", "geo"))]
#[derive(Default)]
struct Weather;

plugin_set! {
    struct Newsroom { weather: Weather, geo: Geo }
    points: [];
}

fn main() {}
