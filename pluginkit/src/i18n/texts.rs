//! The texts of all plugins.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use arc_swap::ArcSwapOption;
use fluent_bundle::{FluentArgs, FluentValue};
use unic_langid::LanguageIdentifier;

use super::locales::{Locales, language};
use super::{TextError, TranslationsCaller};
use crate::dispatch::Stamp;
use crate::id::PluginId;

/// The texts of all plugins that are called: what [`PluginManager::texts`](crate::PluginManager::texts) returns. A cheap handle, to be
/// held; it follows what becomes of plugins.
///
/// A *key* is the plugin's id and the key that it has there: `weather.title`, or `weather.title.tooltip` for an attribute. It is looked
/// for in the language that is asked for, then without its last part (`de-AT`, `de`), then in the default language, and then the key
/// itself is what the reader gets to see.
///
/// ```
/// use pluginkit::i18n::{Locales, TextError, Translations};
/// use pluginkit::prelude::*;
///
/// #[plugin(id = "weather", version = "1.0.0", listed)]
/// #[derive(Default)]
/// struct Weather;
///
/// #[extension]
/// impl Translations for Weather {
///     fn translations(&self) -> Result<Locales, TextError> {
///         Locales::embedded([
///             ("en", "title = Weather\nhere = In { $place }"),
///             ("de", "title = Wetter"),
///         ])
///     }
/// }
///
/// let plugins = PluginManager::builder().plugin::<Weather>().build()?;
/// let texts = plugins.texts();
/// assert_eq!(texts.text("weather.title", "de-AT"), "Wetter");
/// assert_eq!(texts.text_with("weather.here", "de", [("place", "Graz".into())]), "In Graz");
/// assert_eq!(texts.text("weather.wind", "de"), "weather.wind");
/// assert_eq!(texts.missing()[0].to_string(), "`weather.here` has no text in `de`");
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone)]
pub struct Texts {
    caller: TranslationsCaller,
    default: Arc<LanguageIdentifier>,
    gathered: Memory,
}

/// What was gathered last, for all handles of one manager.
#[derive(Clone, Default)]
pub(crate) struct Memory(Arc<ArcSwapOption<Gathered>>);

/// What plugins gave.
struct Gathered {
    /// Who was asked then: while that is the newest table, nothing has changed.
    table: Stamp,
    plugins: Vec<(PluginId, Locales)>,
}

impl Texts {
    pub(crate) fn new(caller: TranslationsCaller, gathered: Memory) -> Self {
        let default = Arc::new(unic_langid::langid!("en"));
        Texts { caller, default, gathered }
    }

    /// With another default language; it is `en` otherwise.
    ///
    /// # Errors
    /// A tag that is none.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// let texts = plugins.texts().with_default("de")?;
    /// assert!(plugins.texts().with_default("no language").is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_default(&self, language: &str) -> Result<Self, TextError> {
        Ok(Texts { default: Arc::new(self::language(language)?), ..self.clone() })
    }

    /// The text of a key. A `language` that is no language tag counts as none: the default's text is given.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// assert_eq!(plugins.texts().text("nobody.knows", "de"), "nobody.knows");
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn text(&self, key: &str, language: &str) -> String {
        self.text_with(key, language, [])
    }

    /// The same, with arguments. One that is missing is written as its name, `{$count}`, and a warning is logged.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// let text = plugins.texts().text_with("weather.drops", "de", [("count", 3.into()), ("place", "Graz".into())]);
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn text_with<'a>(
        &self,
        key: &str,
        language: &str,
        arguments: impl IntoIterator<Item = (&'a str, TextValue)>,
    ) -> String {
        let arguments: FluentArgs<'_> = arguments.into_iter().map(|(name, value)| (name, value.0)).collect();
        self.find(key, language, &arguments).unwrap_or_else(|| key.to_owned())
    }

    fn find(&self, key: &str, language: &str, arguments: &FluentArgs<'_>) -> Option<String> {
        let (plugin, own) = key.split_once('.')?;
        let gathered = self.gathered();
        let (_, locales) = gathered.plugins.iter().find(|(id, _)| *id == *plugin)?;
        let wanted = self::language(language).ok();
        let (tag, text, errors) =
            wanted.iter().flat_map(fallbacks).chain(fallbacks(&self.default)).find_map(|tag| {
                locales.format(&tag, own, arguments).map(|(text, errors)| (tag, text, errors))
            })?;
        for error in errors {
            tracing::warn!(plugin, key, language = tag, %error, "a text could not be filled in");
        }
        Some(text)
    }

    /// The keys that have a text in one of their plugin's languages, but not in another: what is left to translate. (A text in `de`
    /// serves `de-AT`, too.)
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// assert!(plugins.texts().missing().is_empty());
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn missing(&self) -> Vec<MissingText> {
        let gathered = self.gathered();
        let mut missing = Vec::new();
        for (plugin, locales) in &gathered.plugins {
            let all: BTreeSet<&str> = locales.languages().flat_map(|tag| locales.keys(tag)).collect();
            for tag in locales.languages() {
                let there: BTreeSet<&str> =
                    more_general(tag).iter().flat_map(|tag| locales.keys(tag)).collect();
                missing.extend(all.difference(&there).map(|key| MissingText {
                    plugin: plugin.clone(),
                    key: (*key).to_owned(),
                    language: tag.to_owned(),
                }));
            }
        }
        missing
    }

    /// Every language that some plugin knows.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// assert!(plugins.texts().languages().is_empty());
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn languages(&self) -> BTreeSet<String> {
        let gathered = self.gathered();
        gathered.plugins.iter().flat_map(|(_, locales)| locales.languages().map(str::to_owned)).collect()
    }

    /// What plugins give, as long as they are the same plugins.
    fn gathered(&self) -> Arc<Gathered> {
        let table = self.caller.engine.stamp();
        if let Some(gathered) = self.gathered.0.load_full().filter(|gathered| gathered.table == table) {
            return gathered;
        }
        let report = self.caller.reported().translations();
        let plugins = report.contributors.into_iter().zip(report.value).collect();
        let gathered = Arc::new(Gathered { table, plugins });
        self.gathered.0.store(Some(Arc::clone(&gathered)));
        gathered
    }
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Texts").field("default", &self.default.to_string()).finish_non_exhaustive()
    }
}

/// The tag, and what it is a special case of: `de-AT`, `de`.
fn fallbacks(tag: &LanguageIdentifier) -> Vec<String> {
    more_general(&tag.to_string())
}

fn more_general(tag: &str) -> Vec<String> {
    std::iter::successors(Some(tag), |tag| tag.rsplit_once('-').map(|(less, _)| less))
        .map(str::to_owned)
        .collect()
}

/// A text that a plugin has in another language only.
///
/// ```
/// # let plugins = pluginkit::PluginManager::builder().build()?;
/// for text in plugins.texts().missing() {
///     println!("{}.{} ({})", text.plugin, text.key, text.language);
/// }
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct MissingText {
    /// Whose.
    pub plugin: PluginId,
    /// Its key there.
    pub key: String,
    /// Where it is missing.
    pub language: String,
}

impl fmt::Display for MissingText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}.{}` has no text in `{}`", self.plugin, self.key, self.language)
    }
}

/// An argument of a text: a text, or a number, which plurals go by. (A number is an `f64` there: whole ones beyond 2⁵³ are rounded.)
///
/// ```
/// use pluginkit::i18n::TextValue;
///
/// let arguments: [(&str, TextValue); 2] = [("count", 3.into()), ("place", "Graz".into())];
/// ```
#[derive(Clone, PartialEq, Debug)]
pub struct TextValue(FluentValue<'static>);

impl From<&str> for TextValue {
    fn from(text: &str) -> Self {
        TextValue(FluentValue::from(text.to_owned()))
    }
}

impl From<String> for TextValue {
    fn from(text: String) -> Self {
        TextValue(FluentValue::from(text))
    }
}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl From<$number> for TextValue {
            fn from(number: $number) -> Self {
                TextValue(FluentValue::from(number))
            }
        }
    )*};
}

numbers! { i8 i16 i32 i64 isize u8 u16 u32 u64 usize f32 f64 }
