use newsdesk::geo::Geo;
use pluginkit::{plugin, plugin_set};

#[plugin(id = "weather", version = "1.0.0", listed)]
struct Weather(());

plugin_set! {
    struct Newsroom { geo: Geo, weather: Weather }
    points: [];
}

fn main() {
    let _ = Newsroom { geo: Geo, weather: Weather(()) };
    let _ = Newsroom::default();
}
