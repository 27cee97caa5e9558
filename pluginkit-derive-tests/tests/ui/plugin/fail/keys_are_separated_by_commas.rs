use pluginkit::prelude::*;

#[plugin(id = "weather" version = "1.0.0")]
struct Weather;

fn main() {}
