//! What things are called, in English and in German.

use std::sync::LazyLock;

use pluginkit::i18n::{Locales, TextError, Translations};
use pluginkit::prelude::*;

/// A book of phrases, so to speak.
#[plugin(
    id = "phrases",
    version = "1.2.0",
    description = "What things are called, in English and in German."
)]
#[derive(Debug, Default)]
pub struct Phrases;

#[extension]
impl Translations for Phrases {
    fn translations(&self) -> Result<Locales, TextError> {
        Ok(PHRASES.clone())
    }
}

/// They are read once, and asked for whenever a plugin comes or goes.
static PHRASES: LazyLock<Locales> = LazyLock::new(|| {
    Locales::embedded([("en", include_str!("../locales/en.ftl")), ("de", include_str!("../locales/de.ftl"))])
        .expect("what is compiled in has been tested")
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_is_known_in_every_language() -> Result<(), pluginkit::Error> {
        let plugins = PluginManager::builder().plugin::<Phrases>().build()?;
        let texts = plugins.texts();
        assert!(texts.languages().iter().eq(["de", "en"]));
        assert_eq!(texts.missing(), []);
        assert_eq!(texts.text_with("phrases.title", "de", [("city", "Kiel".into())]), "Wetter in Kiel");
        Ok(())
    }
}
