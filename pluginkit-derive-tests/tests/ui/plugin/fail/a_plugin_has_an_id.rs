use pluginkit::prelude::*;

#[plugin(version = "1.0.0")]
struct WeatherMap;

fn main() {}
