use pluginkit::prelude::*;

#[derive(serde::Deserialize)]
#[serde(default)]
struct WeatherConfig {
    port: u16,
}

impl Default for WeatherConfig {
    fn default() -> Self {
        WeatherConfig { port: 80 }
    }
}

#[plugin(id = "weather", version = "1.0.0", config = WeatherConfig, listed)]
struct Weather {
    port: u16,
}

impl From<WeatherConfig> for Weather {
    fn from(config: WeatherConfig) -> Self {
        Weather { port: config.port }
    }
}

mod tides {
    #[derive(serde::Deserialize)]
    pub struct Config<T> {
        #[serde(default)]
        pub heights: Vec<T>,
    }
}

// A type with arguments, a default beside it, and an `Err`.
#[plugin(id = "tides", version = "1.0.0", listed, config = tides::Config<Option<u8>>)]
#[derive(Default)]
struct Tides;

impl TryFrom<tides::Config<Option<u8>>> for Tides {
    type Error = String;

    fn try_from(config: tides::Config<Option<u8>>) -> Result<Self, String> {
        if config.heights.is_empty() { Ok(Tides) } else { Err("there is no sea".to_owned()) }
    }
}

fn main() -> Result<(), pluginkit::Error> {
    let plugins = PluginManager::builder().plugin::<Weather>().plugin::<Tides>().build()?;
    assert_eq!(plugins.plugin::<Weather>().unwrap().port, 80);
    assert!(plugins.plugin::<Tides>().is_some());
    Ok(())
}
