use newsdesk::geo::Coordinates;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", depends_on(Coordinates = "^1"))]
#[derive(Default)]
struct Weather;

fn main() {}
