#![deny(warnings, unused, missing_docs, rust_2018_idioms, unused_qualifications, unreachable_pub)]
#![forbid(unsafe_code)]
//! Plugins.

mod inside {
    #[pluginkit::plugin(id = "private", version = "1.0.0")]
    #[derive(Default)]
    struct Private;

    #[pluginkit::plugin(id = "without-default", version = "1.0.0", depends_on(Private = "^1", optional("geo" = "1")))]
    pub(crate) struct WithoutDefault(());
}

/// A plugin that is deprecated.
#[pluginkit::plugin(id = "old", version = env!("CARGO_PKG_VERSION"), description = "old")]
#[derive(Debug, Default)]
pub struct Old;

/// What is configured.
#[derive(Debug, serde::Deserialize)]
pub struct Settings {
    /// One of them.
    pub port: u16,
}

/// A plugin that is configured.
#[pluginkit::plugin(id = "configured", version = "1.0.0", config = Settings)]
#[derive(Debug)]
pub struct Configured {
    /// What it was told.
    pub port: u16,
}

impl From<Settings> for Configured {
    fn from(settings: Settings) -> Self {
        Configured { port: settings.port }
    }
}

fn main() {
    let _plugins = pluginkit::plugins![Old, Configured, inside::WithoutDefault];
}
