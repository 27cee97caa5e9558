use newsdesk::geo::Geo;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", depends_on(Geo = "^2"))]
#[derive(Default)]
struct Weather;

#[plugin(id = "stocks", version = "1.0.0", depends_on(optional(newsdesk::geo::Geo = ">=1.3, <2")))]
#[derive(Default)]
struct Stocks;

fn main() {}
