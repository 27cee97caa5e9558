use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", crate = "pluginkit")]
struct Weather;

fn main() {}
