use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", depends_on(newsdesk::geo::Goe = "^1"))]
#[derive(Default)]
struct Weather;

#[plugin(id = "stocks", version = "1.0.0", depends_on(geography::Geo))]
#[derive(Default)]
struct Stocks;

fn main() {}
