use pluginkit::prelude::*;

#[plugin(id = "weather")]
struct Weather;

fn main() {}
