//! The texts of one plugin: parsed, by language.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource};
use fluent_syntax::ast;
use unic_langid::{CharacterDirection, LanguageIdentifier};

use super::error::TextError;

/// The texts of a plugin in the languages that it knows, in the syntax of [Fluent](https://projectfluent.org): with arguments, plurals
/// and attributes. A clone shares them.
///
/// ```
/// use pluginkit::i18n::Locales;
///
/// let locales = Locales::embedded([
///     ("en", "drops = { $count ->\n  [one] one drop\n *[other] { $count } drops\n }"),
///     ("de", "drops = { $count } Tropfen"),
/// ])?;
/// assert!(locales.languages().eq(["de", "en"]));
/// # Ok::<(), pluginkit::i18n::TextError>(())
/// ```
#[derive(Clone, Default)]
pub struct Locales {
    languages: Arc<BTreeMap<String, Language>>,
}

/// The texts in one language.
struct Language {
    bundle: FluentBundle<FluentResource>,
    keys: BTreeSet<String>,
}

impl Locales {
    /// Texts from the program: pairs of a language tag and its texts. A language may come several times.
    ///
    /// # Errors
    /// A tag that is none, texts that are not Fluent's, a key with two texts.
    ///
    /// ```
    /// let locales = pluginkit::i18n::Locales::embedded([("de", "title = Wetter")])?;
    /// assert!(locales.keys("de").eq(["title"]));
    /// # Ok::<(), pluginkit::i18n::TextError>(())
    /// ```
    pub fn embedded<T: AsRef<str>, S: Into<String>>(
        texts: impl IntoIterator<Item = (T, S)>,
    ) -> Result<Self, TextError> {
        let mut languages = BTreeMap::new();
        for (tag, texts) in texts {
            let tag = language(tag.as_ref())?;
            let place = format!("the texts for `{tag}`");
            add(&mut languages, &tag, &place, texts.into())?;
        }
        Ok(Locales { languages: Arc::new(languages) })
    }

    /// Texts from a directory: `de.ftl` and `de-AT.ftl`, or `de/weather.ftl`. What does not end in `.ftl` is not read.
    ///
    /// # Errors
    /// As [`embedded`](Locales::embedded), and a file or a directory that cannot be read, or is not UTF-8. They name the file.
    ///
    /// ```no_run
    /// let locales = pluginkit::i18n::Locales::read("locales")?;
    /// # Ok::<(), pluginkit::i18n::TextError>(())
    /// ```
    pub fn read(directory: impl AsRef<Path>) -> Result<Self, TextError> {
        let mut languages = BTreeMap::new();
        for path in entries(directory.as_ref())? {
            let Some(stem) = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()) else {
                continue;
            };
            let files = if path.is_dir() { entries(&path)? } else { vec![path] };
            for file in files.iter().filter(|file| file.extension().is_some_and(|end| end == "ftl")) {
                let unreadable = |source| TextError::Unreadable { path: file.clone(), source };
                let texts = fs::read_to_string(file).map_err(unreadable)?;
                add(&mut languages, &language(&stem)?, &file.display().to_string(), texts)?;
            }
        }
        Ok(Locales { languages: Arc::new(languages) })
    }

    /// The languages, by their tags.
    ///
    /// ```
    /// assert_eq!(pluginkit::i18n::Locales::default().languages().count(), 0);
    /// ```
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.languages.keys().map(String::as_str)
    }

    /// The keys that have a text in this very language, attributes (`title.tooltip`) included.
    ///
    /// ```
    /// let locales = pluginkit::i18n::Locales::embedded([("de", "title = Wetter\n    .tooltip = Heute")])?;
    /// assert!(locales.keys("de").eq(["title", "title.tooltip"]));
    /// # Ok::<(), pluginkit::i18n::TextError>(())
    /// ```
    pub fn keys(&self, language: &str) -> impl Iterator<Item = &str> {
        self.languages.get(language).into_iter().flat_map(|language| &language.keys).map(String::as_str)
    }

    /// The text of this key in this very language, and what was wrong with it.
    pub(super) fn format(
        &self,
        language: &str,
        key: &str,
        arguments: &FluentArgs<'_>,
    ) -> Option<(String, Vec<FluentError>)> {
        let bundle = &self.languages.get(language)?.bundle;
        let (message, attribute) =
            key.split_once('.').map_or((key, None), |(key, attribute)| (key, Some(attribute)));
        let message = bundle.get_message(message)?;
        let pattern = match attribute {
            Some(attribute) => message.get_attribute(attribute)?.value(),
            None => message.value()?,
        };
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(arguments), &mut errors).into_owned();
        Some((text, errors))
    }
}

impl fmt::Debug for Locales {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map()
            .entries(self.languages.iter().map(|(tag, language)| (tag, language.keys.len())))
            .finish()
    }
}

/// The tag, as it should be written.
pub(super) fn language(tag: &str) -> Result<LanguageIdentifier, TextError> {
    tag.parse().map_err(|_| TextError::Language { tag: tag.to_owned() })
}

fn entries(directory: &Path) -> Result<Vec<std::path::PathBuf>, TextError> {
    let unreadable = |source| TextError::Unreadable { path: directory.to_owned(), source };
    let entries = fs::read_dir(directory).map_err(unreadable)?;
    let mut paths = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(unreadable)?;
    paths.sort();
    Ok(paths)
}

fn add(
    languages: &mut BTreeMap<String, Language>,
    tag: &LanguageIdentifier,
    place: &str,
    texts: String,
) -> Result<(), TextError> {
    let resource = FluentResource::try_new(texts).map_err(|(resource, errors)| {
        let first = errors.into_iter().next();
        let (at, problem) =
            first.map_or_else(Default::default, |error| (error.pos.start, error.kind.to_string()));
        let line = resource.source().bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
        TextError::Syntax { place: place.to_owned(), line, problem }
    })?;
    let language = languages.entry(tag.to_string()).or_insert_with(|| Language::new(tag));
    for key in resource.entries().flat_map(keys) {
        if !language.keys.insert(key.clone()) {
            return Err(TextError::Duplicate { place: place.to_owned(), key });
        }
    }
    language.bundle.add_resource(resource).map_err(|errors| {
        let key = errors.into_iter().next().map(|error| error.to_string()).unwrap_or_default();
        TextError::Duplicate { place: place.to_owned(), key }
    })
}

fn keys<'r>(entry: &'r ast::Entry<&'r str>) -> Vec<String> {
    let ast::Entry::Message(message) = entry else { return Vec::new() };
    let name = message.id.name;
    let own = message.value.is_some().then(|| name.to_owned());
    let attributes = message.attributes.iter().map(|attribute| format!("{name}.{}", attribute.id.name));
    own.into_iter().chain(attributes).collect()
}

impl Language {
    fn new(tag: &LanguageIdentifier) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![tag.clone()]);
        // Marks around arguments, for those who read from right to left what is written from left to right; elsewhere they would only
        // be in the way of who compares or cuts texts.
        bundle.set_use_isolating(tag.character_direction() == CharacterDirection::RTL);
        Language { bundle, keys: BTreeSet::new() }
    }
}
