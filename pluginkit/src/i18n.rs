//! Texts in several languages, which plugins bring along.

mod error;
mod locales;
mod texts;

pub use error::TextError;
pub use locales::Locales;
pub(crate) use texts::Memory;
pub use texts::{MissingText, TextValue, Texts};

use pluginkit_macros::extension_point;

/// What a plugin says, in the languages that it knows. Asked by [`PluginManager::texts`](crate::PluginManager::texts).
///
/// The plugin's texts are there while it is called: they come with it, and go when it is disabled, stopped or removed. The hook is
/// called when somebody asks for a text and something has changed since, so it should be cheap where plugins come and go:
/// [`Locales`] can be cloned, and be kept in a `LazyLock`. A plugin that fails to give its texts has none.
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
///         // In a file: `include_str!("../locales/de.ftl")`.
///         Locales::embedded([
///             ("en", "title = Weather"),
///             ("de", "title = Wetter"),
///         ])
///     }
/// }
///
/// let plugins = PluginManager::builder().plugin::<Weather>().build()?;
/// assert_eq!(plugins.texts().text("weather.title", "de-AT"), "Wetter");
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[extension_point]
pub trait Translations {
    /// Its texts.
    fn translations(&self) -> Result<Locales, TextError>;
}
