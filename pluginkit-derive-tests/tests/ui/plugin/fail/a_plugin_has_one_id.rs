use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0")]
#[plugin(id = "stocks", version = "1.0.0")]
#[derive(Default)]
struct Weather;

fn main() {}
