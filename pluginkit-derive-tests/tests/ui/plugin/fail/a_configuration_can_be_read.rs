use pluginkit::prelude::*;

struct WeatherConfig;

#[plugin(id = "weather", version = "1.0.0", config = WeatherConfig)]
struct Weather;

impl From<WeatherConfig> for Weather {
    fn from(_: WeatherConfig) -> Self {
        Weather
    }
}

fn main() {}
