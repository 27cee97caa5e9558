use pluginkit::prelude::*;

const VERSION: &str = "1.x";

#[plugin(id = "weather", version = VERSION)]
#[derive(Default)]
struct Weather;

#[plugin(id = "stocks", version = env!("CARGO_PKG_NAME"))]
#[derive(Default)]
struct Stocks;

fn main() {}
