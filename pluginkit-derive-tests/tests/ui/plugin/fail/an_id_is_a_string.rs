use pluginkit::prelude::*;

const ID: &str = "weather";

#[plugin(id = weather, version = "1.0.0")]
struct Weather;

#[plugin(id = ID, version = "1.0.0")]
struct Map;

fn main() {}
