//! What can be wrong with texts.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// Why texts cannot be used.
///
/// ```
/// use pluginkit::i18n::Locales;
///
/// let error = Locales::embedded([("de", "title = Wetter\ntitle { = Fehler")]).unwrap_err();
/// assert!(error.to_string().starts_with("the texts for `de`, line 2:"), "{error}");
/// let error = Locales::embedded([("german?", "")]).unwrap_err();
/// assert_eq!(error.to_string(), "`german?` is not a language tag such as `de` or `de-AT`");
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TextError {
    /// Not a language tag (BCP 47).
    #[error("`{tag}` is not a language tag such as `de` or `de-AT`")]
    Language {
        /// What was given.
        tag: String,
    },
    /// Not in the syntax of Fluent.
    #[error("{place}, line {line}: {problem}")]
    Syntax {
        /// The file, or the language.
        place: String,
        /// Where in it, from 1 on.
        line: usize,
        /// What the parser says.
        problem: String,
    },
    /// One key has two texts in one language.
    #[error("{place}: `{key}` has another text already")]
    Duplicate {
        /// The file, or the language.
        place: String,
        /// The key.
        key: String,
    },
    /// A file or a directory cannot be read.
    #[error("{}: {source}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}
