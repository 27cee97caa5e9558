use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", depends_on = "geo")]
struct Weather;

#[plugin(id = "stocks", version = "1.0.0", depends_on(3, optional))]
struct Stocks;

fn main() {}
