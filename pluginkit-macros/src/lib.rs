//! The attributes of `pluginkit`, to be used through that crate: their documentation is there, on the
//! re-exports.
//!
//! Every macro is four rooms: `parse` reads what was written, `check` holds the rules and makes the `model`
//! from it, `expand` writes Rust. The macros translate; what a call means is decided by the code in
//! `pluginkit` that the expansions name.

mod attribute;
mod errors;
mod extend;
mod extension;
mod facts;
mod literal;
mod members;
mod pattern;
mod plugin;
mod point;
mod policy;
mod set;
mod suggest;
mod target;
mod types;

use std::sync::atomic::{AtomicUsize, Ordering};

use proc_macro::TokenStream;

/// The item that every point and wrapper trait has and that only `#[extension]` provides.
const MARKER: &str = "__use_the_extension_attribute";

/// Makes a struct or an enum a plugin: see `pluginkit::plugin`.
#[proc_macro_attribute]
pub fn plugin(arguments: TokenStream, item: TokenStream) -> TokenStream {
    plugin::plugin(arguments.into(), item.into()).into()
}

/// Makes the methods of a trait hooks: see `pluginkit::extension_point`.
#[proc_macro_attribute]
pub fn extension_point(arguments: TokenStream, item: TokenStream) -> TokenStream {
    point::extension_point(arguments.into(), item.into(), &unique()).into()
}

/// Makes the `impl` of an extension point part of a plugin: see `pluginkit::extension`.
#[proc_macro_attribute]
pub fn extension(arguments: TokenStream, item: TokenStream) -> TokenStream {
    extension::extension(&arguments.into(), item.into()).into()
}

/// The second stage of `extension`, called by the macros that `extension_point` makes.
#[doc(hidden)]
#[proc_macro]
pub fn __extend(input: TokenStream) -> TokenStream {
    extend::extend(input.into()).into()
}

/// Chooses plugins at compile time: see `pluginkit::plugin_set`, which hands on the path of its crate.
#[doc(hidden)]
#[proc_macro]
pub fn __plugin_set(input: TokenStream) -> TokenStream {
    set::plugin_set(input.into()).into()
}

/// The second stage of `plugin_set`, called by the macros that `extension_point` makes.
#[doc(hidden)]
#[proc_macro]
pub fn __set_point(input: TokenStream) -> TokenStream {
    set::point(input.into()).into()
}

/// What `plugin_set` calls where a path leads to no extension point.
#[doc(hidden)]
#[proc_macro]
pub fn __not_a_point(input: TokenStream) -> TokenStream {
    set::not_a_point(input.into()).into()
}

/// Two names in one crate differ in this: by their place, and where a `macro_rules` makes both, by a count.
fn unique() -> String {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let place = proc_macro::Span::call_site();
    let mut hasher = std::hash::DefaultHasher::new();
    std::hash::Hash::hash(&(place.file(), place.line(), place.column()), &mut hasher);
    let hash = std::hash::Hasher::finish(&hasher);
    format!("{hash:016x}_{}", COUNT.fetch_add(1, Ordering::Relaxed))
}
