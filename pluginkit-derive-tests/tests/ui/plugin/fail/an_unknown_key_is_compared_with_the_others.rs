use pluginkit::prelude::*;

#[plugin(id = "weather", versoin = "1.0.0", colour = "red")]
struct Weather;

fn main() {}
