use newsdesk::geo::Geo;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", depends_on(Geo = "at least one", "cache" = 2, "maps" = "1 2"))]
#[derive(Default)]
struct Weather;

fn main() {}
