//! Plugins bring their texts along: in the languages that they know, with plurals, and with a way back to those that they do not.

use pluginkit::i18n::{Locales, TextError, Translations};
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0")]
#[derive(Default)]
struct Weather;

#[extension]
impl Translations for Weather {
    fn translations(&self) -> Result<Locales, TextError> {
        Locales::embedded([
            ("en", include_str!("../locales/weather/en.ftl")),
            ("de", include_str!("../locales/weather/de.ftl")),
            ("de-AT", include_str!("../locales/weather/de-AT.ftl")),
        ])
    }
}

#[plugin(id = "stocks", version = "1.0.0")]
#[derive(Default)]
struct Stocks;

#[extension]
impl Translations for Stocks {
    fn translations(&self) -> Result<Locales, TextError> {
        Locales::embedded([("en", "title = Stocks")])
    }
}

fn main() -> Result<(), pluginkit::Error> {
    let plugins = PluginManager::discover()?;
    let texts = plugins.texts();

    for language in ["en", "de", "de-AT", "fr"] {
        println!(
            "{language}: {}, {}",
            texts.text("weather.title", language),
            texts.text("stocks.title", language)
        );
        for count in [1, 3] {
            println!("    {}", texts.text_with("weather.drops", language, [("count", count.into())]));
        }
    }

    println!("left to translate:");
    for missing in texts.missing() {
        println!("    {missing}");
    }

    plugins.disable("stocks")?;
    println!("without its plugin, a text is its key: {}", texts.text("stocks.title", "en"));
    Ok(())
}
