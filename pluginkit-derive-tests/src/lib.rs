//! What the cases under `tests/ui` find in another crate: extension points, plugins, and things that are neither.
//!
//! It is a case itself: no lint may have anything to say about what the attributes generate here.

#![deny(warnings, missing_docs, unreachable_pub, rust_2018_idioms, clippy::pedantic)]
#![forbid(unsafe_code)]

use std::borrow::Cow;
use std::cell::Cell;
use std::ops::ControlFlow;

use pluginkit::prelude::*;

/// Where headlines come from. It has a hook of every mode.
#[extension_point(since = "0.1")]
pub trait Feed {
    /// Fetches a headline.
    async fn fetch(&self, topic: &str) -> String;
    /// What the source calls itself.
    fn name(&self) -> String;
    /// Where a place is.
    #[hook(first_result)]
    fn locate(&self, place: &str) -> Option<u64>;
    /// Changes a text on its way to the reader.
    #[hook(pipeline)]
    fn render(&self, text: String, width: usize) -> String;
    /// The same, with time to think.
    #[hook(pipeline)]
    async fn translate(&self, text: String, language: &str) -> Result<String, BoxError>;
    /// Something was published.
    fn published(&self, headline: &Headline);
    /// Before there was `fetch`.
    #[hook(deprecated = "use `fetch`", since = "0.1")]
    fn load(&self, topic: &str) -> Option<String>;
}

/// A headline, which cannot be copied.
#[derive(Debug)]
pub struct Headline(pub String);

/// What a hook may take, return and be called beyond that.
#[extension_point(id = "newsdesk.archive", on_error = isolate, deprecated = "use `Feed`")]
pub trait Archive: Send + Sync {
    /// Looks a headline up.
    #[hook(first_result, on_error = fail_fast)]
    fn look_up(&self, title: Cow<'_, str>, years: &[u16]) -> std::io::Result<Option<String>>;
    /// Shortens a text until it is short enough.
    #[hook(pipeline)]
    fn shorten(&self, text: String) -> ControlFlow<String, String>;
    /// Takes what cannot be sent.
    #[allow(clippy::type_complexity, reason = "it is the point of the case")]
    fn sort(&self, compare: &dyn Fn(&str, &str) -> bool, seen: &Cell<usize>) -> Option<Vec<(String, u16)>>;
    /// Is called like a keyword.
    fn r#type(&self, r#where: &str) -> Result<(), BoxError>;
}

/// Where things are.
pub mod geo {
    use pluginkit::prelude::*;

    /// Knows places.
    #[plugin(id = "geo", version = "1.2.3", listed)]
    #[derive(Debug, Default)]
    pub struct Geo;

    #[extension(priority = -1)]
    impl crate::Feed for Geo {
        fn locate(&self, place: &str) -> Option<u64> {
            (place == "harbor").then_some(3)
        }
        #[allow(deprecated, reason = "for those who still call it")]
        fn load(&self, topic: &str) -> Option<String> {
            Some(format!("{topic}, as it was loaded in the old days"))
        }
    }

    /// A type that is no plugin.
    #[derive(Debug, Default)]
    pub struct Coordinates;
}

/// Shows how long it takes.
#[plugin(id = "timing", version = env!("CARGO_PKG_VERSION"), listed)]
#[derive(Debug, Default)]
pub struct Timing;

#[extension(wrapper, priority = 100)]
impl FeedWrapper for Timing {
    async fn fetch(&self, _topic: &str, next: Next<'_>) -> HookResult<Vec<String>> {
        next.run().await
    }
    fn name(&self, next: Next<'_>) -> HookResult<Vec<String>> {
        next.run()
    }
    fn render(&self, text: String, _width: usize, next: Next<'_>) -> HookResult<String> {
        next.run(text)
    }
}

pluginkit::plugin_set! {
    /// What is in this crate.
    #[derive(Debug)]
    pub struct Newsdesk {
        /// Knows places.
        pub geo: geo::Geo,
        timing: Timing,
        #[cfg(any())]
        gone: nowhere::Gone,
    }
    points: [Feed];
}

/// A trait that is no extension point.
pub trait Plain {
    /// A method, and no hook.
    fn fetch(&self);
}

/// A framework's own names for what it is made of.
pub mod facade {
    pub use pluginkit;
    pub use pluginkit::prelude::{
        BoxError, HookResult, Next, PluginManager, extension, extension_point, plugin,
    };
}

/// Points that only this crate knows.
pub mod inside {
    use pluginkit::prelude::*;

    #[extension_point]
    trait Private {
        fn secret(&self);
    }

    #[extension_point]
    pub(crate) trait Internal {
        fn secret(&self) -> Secret;
    }

    #[derive(Debug)]
    pub(crate) struct Secret;

    #[plugin(id = "insider", version = "1.0.0", listed)]
    #[derive(Default)]
    pub(crate) struct Insider;

    #[extension]
    impl Private for Insider {
        fn secret(&self) {}
    }

    #[extension]
    impl Internal for Insider {
        fn secret(&self) -> Secret {
            Secret
        }
    }

    /// Whether anybody can keep one.
    ///
    /// # Errors
    /// When nobody can.
    pub fn secrets() -> Result<usize, pluginkit::Error> {
        let plugins = PluginManager::builder().plugins(plugins![Insider]).build()?;
        plugins.caller::<dyn Private>().secret()?;
        Ok(plugins.caller::<dyn Internal>().secret()?.len())
    }
}
