use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", depends_on("my cache", ""))]
struct Weather;

fn main() {}
