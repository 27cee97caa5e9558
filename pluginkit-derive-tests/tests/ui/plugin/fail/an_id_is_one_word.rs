use pluginkit::prelude::*;

#[plugin(id = "weather map", version = "1.0.0")]
struct WeatherMap;

#[plugin(id = "weather.map", version = "1.0.0")]
struct Map;

fn main() {}
