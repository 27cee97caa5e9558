use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", depends_on("weather", Weather = "^1"))]
struct Weather;

fn main() {}
