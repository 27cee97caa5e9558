use pluginkit::prelude::*;

#[plugin(id = "weather", version = 1.2)]
struct Weather;

#[plugin(id = "stocks", version)]
struct Stocks;

fn main() {}
