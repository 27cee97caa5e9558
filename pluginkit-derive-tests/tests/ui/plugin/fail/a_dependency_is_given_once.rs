use newsdesk::geo::Geo;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", depends_on(Geo, Geo = "^1", "cache", optional("cache")))]
struct Weather;

fn main() {}
