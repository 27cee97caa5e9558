use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", id = "stocks", listed, listed)]
struct Weather;

fn main() {}
