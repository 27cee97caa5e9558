use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed = true)]
struct Weather;

fn main() {}
