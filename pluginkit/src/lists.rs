//! The macros that name plugins: for hosts, and for generated code.

/// A list of plugin types: links their crates, and hands them to
/// [`PluginManagerBuilder::plugins`](crate::PluginManagerBuilder::plugins).
///
/// # Why a host needs it
/// A crate that is listed in `Cargo.toml` and named nowhere in the code is *not linked*: rustc drops it without a word,
/// and its plugins with it. Naming its plugins here links it, and a misspelt or removed plugin is a compile error. (The
/// alternatives: `use weather as _;` somewhere in the host, or `depends_on(geo::Geo)` in another plugin.)
///
/// # What is checked
/// Two plugins of one id, a dependency of another version than was asked for, and dependencies that go in a circle are compile
/// errors, as in [`plugin_set!`](crate::plugin_set). That a dependency is not listed is none: it may be linked, or listed
/// elsewhere.
///
/// ```
/// use pluginkit::prelude::*;
///
/// mod weather {
///     #[pluginkit::plugin(id = "weather", version = "1.0.0", listed)]
///     #[derive(Default)]
///     pub struct Weather;
/// }
///
/// let plugins = PluginManager::builder().plugins(plugins![weather::Weather]).build()?;
/// assert!(plugins.ids().eq(["weather"]));
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[macro_export]
macro_rules! plugins {
    ($($plugin:ty),* $(,)?) => {
        const {
            let listed = [$($crate::PluginEntry::of::<$plugin>()),*];
            $crate::__private::set::check_listed(&listed);
            listed
        }
    };
    ($($other:tt)*) => {
        ::core::compile_error!(
            "`plugins!` takes the types of plugins, such as `plugins![geo::Geo]`; ids go into `expect([\"geo\"])`"
        )
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __submit_plugin {
    ($plugin:ty) => {
        $crate::__private::submit! { PLUGINS, $crate::PluginEntry, $crate::PluginEntry::of::<$plugin>() }
    };
}

/// `timeout = ..`, in nanoseconds: needs a timer.
#[cfg(background_runtime)]
#[doc(hidden)]
#[macro_export]
macro_rules! __timeout {
    ($nanoseconds:literal) => {
        ::core::option::Option::Some(::core::time::Duration::from_nanos($nanoseconds))
    };
}

#[cfg(not(background_runtime))]
#[doc(hidden)]
#[macro_export]
macro_rules! __timeout {
    ($nanoseconds:literal) => {
        ::core::compile_error!(
            "`timeout` needs a timer: enable the feature `tokio` of `pluginkit` (WebAssembly has none), or leave `timeout` out"
        )
    };
}

/// `blocking`: needs a pool.
#[cfg(background_runtime)]
#[doc(hidden)]
#[macro_export]
macro_rules! __blocking {
    ($value:expr) => {
        ::core::option::Option::Some($value)
    };
}

#[cfg(not(background_runtime))]
#[doc(hidden)]
#[macro_export]
macro_rules! __blocking {
    ($value:expr) => {
        ::core::compile_error!(
            "`blocking` needs a pool of threads: enable the feature `tokio` of `pluginkit` (WebAssembly has none), or leave `blocking` out"
        )
    };
}

/// How a call leaves the caller's thread. Where there is no pool, `timeout` or `blocking` has been refused already.
#[cfg(background_runtime)]
#[doc(hidden)]
#[macro_export]
macro_rules! __offload {
    ($offload:expr) => {
        ::core::option::Option::Some($offload)
    };
}

#[cfg(not(background_runtime))]
#[doc(hidden)]
#[macro_export]
macro_rules! __offload {
    ($offload:expr) => {
        ::core::option::Option::None
    };
}

// What there is only where there can be a manager.
#[doc(hidden)]
#[macro_export]
macro_rules! __managed {
    ($($item:tt)*) => { $($item)* };
}

/// Chooses, checks and orders plugins at compile time.
#[macro_export]
macro_rules! plugin_set {
    ($($set:tt)*) => {
        $crate::__private::__plugin_set! { { $crate } $($set)* }
    };
}
