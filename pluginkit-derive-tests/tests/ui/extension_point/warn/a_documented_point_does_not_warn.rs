#![deny(warnings, missing_docs, unreachable_pub, rust_2018_idioms, unused, future_incompatible)]
#![deny(missing_debug_implementations, unused_qualifications, unused_lifetimes, single_use_lifetimes)]
#![deny(let_underscore_drop, non_ascii_idents, trivial_casts, trivial_numeric_casts, unit_bindings)]
#![deny(variant_size_differences, elided_lifetimes_in_paths, explicit_outlives_requirements)]
//! A crate of which everything is documented.

use std::borrow::Cow;
use std::ops::ControlFlow;

use pluginkit::prelude::*;

/// A point.
#[extension_point(since = "1.0")]
pub trait Feed {
    /// Returns nothing.
    fn published(&self, headline: &str);
    /// Returns something.
    async fn fetch(&self, topic: &str) -> Result<String, BoxError>;
    /// Returns it once.
    #[hook(first_result, on_error = report)]
    fn locate(&self, place: Cow<'_, str>, list: &[&str]) -> Option<u64>;
    /// Changes it.
    #[hook(pipeline)]
    fn edit(&self, text: String) -> ControlFlow<String, String>;
    /// Is old.
    #[hook(pipeline, deprecated = "use `edit`", since = "0.9")]
    async fn change(&self, text: String, by: u8) -> String;
    /// Has many arguments.
    fn many(&self, a: u8, b: u8, c: u8, d: u8, e: u8, f: u8, g: u8, h: u8) -> u8;
}

/// A plugin.
#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Debug, Default)]
pub struct Weather;

#[extension(when = Self::is_wanted)]
impl Feed for Weather {
    fn locate(&self, place: Cow<'_, str>, list: &[&str]) -> Option<u64> {
        list.iter().position(|known| *known == place).map(|found| found as u64)
    }
}

impl Weather {
    fn is_wanted(&self, place: &Cow<'_, str>, _: &[&str]) -> bool {
        !place.is_empty()
    }
}

fn main() {}
