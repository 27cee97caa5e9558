//! A configuration in layers: defaults in code, files, what the user of the program has saved, and the environment. Every value
//! knows where it comes from, and every mistake is told with its place, before anything is made.

use std::path::Path;

use pluginkit::prelude::*;
use pluginkit::{Config, ConfigOrigin, Error, FilterReason, Secret};
use serde::Deserialize;
use serde_json::json;

/// What the newsroom sends out.
#[extension_point]
trait Bulletin {
    /// One line of it.
    fn line(&self) -> String;
}

#[derive(Deserialize)]
struct WeatherConfig {
    city: String,
    #[serde(default)]
    units: Units,
    stations: Vec<String>,
    refresh: Refresh,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Units {
    #[default]
    Metric,
    Imperial,
}

#[derive(Deserialize)]
struct Refresh {
    minutes: u32,
}

#[plugin(id = "weather", version = "1.0.0", config = WeatherConfig)]
struct Weather {
    headline: String,
}

impl From<WeatherConfig> for Weather {
    fn from(WeatherConfig { city, units, stations, refresh }: WeatherConfig) -> Self {
        let stations = stations.join(" and ");
        let headline = format!("{city}, from {stations}, every {} minutes, {units:?}", refresh.minutes);
        Weather { headline }
    }
}

#[extension]
impl Bulletin for Weather {
    fn line(&self) -> String {
        self.headline.clone()
    }
}

#[derive(Debug, Deserialize)]
struct MailerConfig {
    from: String,
    token: Secret<String>,
}

#[plugin(id = "mailer", version = "1.0.0", config = MailerConfig)]
struct Mailer {
    config: MailerConfig,
}

/// A plugin may refuse what its type lets through.
impl TryFrom<MailerConfig> for Mailer {
    type Error = String;

    fn try_from(config: MailerConfig) -> Result<Self, String> {
        if config.from.contains('@') {
            Ok(Mailer { config })
        } else {
            Err("nobody sends from there".to_owned())
        }
    }
}

#[extension]
impl Bulletin for Mailer {
    fn line(&self) -> String {
        assert_eq!(self.config.token.expose().len(), 10);
        format!("sent by {:?}", self.config)
    }
}

#[plugin(id = "horoscope", version = "1.0.0")]
#[derive(Default)]
struct Horoscope;

fn layers() -> Config {
    Config::new()
        .defaults(json!({ "plugins": { "weather": { "refresh": { "minutes": 60 }, "city": "Nowhere" } } }))
        .dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("config"))
        .overlay(json!({ "plugins": { "weather": { "stations": ["balcony"] } } }))
        // A program says `.env("APP")` here; an example brings its environment with it.
        .variables("APP", [("APP__PLUGINS__WEATHER__UNITS", "imperial"), ("APP__SERVER__PORT", "9090")])
}

fn place(origin: &ConfigOrigin) -> String {
    match origin {
        ConfigOrigin::File { path, line: Some(line) } => {
            format!("line {line} of {}", path.file_name().unwrap_or_default().display())
        }
        other => other.to_string(),
    }
}

fn main() -> Result<(), Error> {
    let plugins = PluginManager::builder().config(layers()).discover().build()?;
    for line in plugins.caller::<dyn Bulletin>().line()? {
        println!("{line}");
    }
    println!("disabled: {:?}", plugins.discovery().by_reason(FilterReason::Disabled));

    println!("\nWhere it comes from:");
    for path in [
        "server.host",
        "server.port",
        "weather.city",
        "weather.units",
        "weather.stations",
        "weather.refresh.minutes",
        "mailer.from",
    ] {
        let origin = plugins.config().origin(path);
        println!("  {path:24} {}", origin.as_ref().map_or("nowhere".to_owned(), place));
    }

    println!("\nWhat is wrong with another one:");
    let wrong = layers().overlay(json!({ "plugins": {
        "weather": { "refresh": { "minutes": "often" }, "sations": [] },
        "mailer": { "token": 12345 },
    } }));
    if let Err(errors) = PluginManager::builder().config(wrong).discover().build() {
        for error in &errors {
            println!("  {error}");
        }
    }
    Ok(())
}
