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

fn main() {
    let _plugins = pluginkit::plugins![Old, inside::WithoutDefault];
}
