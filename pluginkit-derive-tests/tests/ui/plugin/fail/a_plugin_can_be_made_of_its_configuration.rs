use pluginkit::prelude::*;

#[derive(serde::Deserialize)]
struct WeatherConfig;

#[plugin(id = "weather", version = "1.0.0", config = WeatherConfig)]
struct Weather;

fn main() {}
