use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", config = "weather.toml")]
struct Weather;

#[plugin(id = "stocks", version = "1.0.0", config)]
struct Stocks;

#[plugin(id = "tides", version = "1.0.0", config = u8, config = u16)]
struct Tides;

fn main() {}
