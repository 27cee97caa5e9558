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

/// `slow = ..` and `breaker(..)`: need a clock.
#[cfg(not(no_clock))]
#[doc(hidden)]
#[macro_export]
macro_rules! __clocked {
    ($key:literal, $value:expr) => {
        ::core::option::Option::Some($value)
    };
}

#[cfg(no_clock)]
#[doc(hidden)]
#[macro_export]
macro_rules! __clocked {
    ($key:literal, $value:expr) => {
        ::core::compile_error!(::core::concat!(
            "`",
            $key,
            "` needs a clock, and this target has none: leave `",
            $key,
            "` out"
        ))
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

/// `config = ..`: needs what reads configurations.
#[cfg(feature = "config")]
#[doc(hidden)]
#[macro_export]
macro_rules! __config {
    ($config:ty) => {
        const CONFIG: ::core::option::Option<$crate::__private::Configured> =
            ::core::option::Option::Some($crate::__private::Configured::of::<Self, $config>());
    };
}

#[cfg(not(feature = "config"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __config {
    ($config:ty) => {
        ::core::compile_error!(
            "`config` needs what reads configurations: enable the feature `config` of `pluginkit`, or leave `config` out"
        );
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

/// What there is only where there can be a manager.
#[cfg(feature = "std")]
#[doc(hidden)]
#[macro_export]
macro_rules! __managed {
    ($($item:tt)*) => { $($item)* };
}

#[cfg(not(feature = "std"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __managed {
    ($($item:tt)*) => {};
}

/// What is only there for an editor.
#[cfg(rust_analyzer)]
#[doc(hidden)]
#[macro_export]
macro_rules! __typed {
    ($($typed:tt)*) => { $($typed)* };
}

#[cfg(not(rust_analyzer))]
#[doc(hidden)]
#[macro_export]
macro_rules! __typed {
    ($($typed:tt)*) => {};
}

/// What is there for everybody but an editor.
#[cfg(not(rust_analyzer))]
#[doc(hidden)]
#[macro_export]
macro_rules! __compiled {
    ($($compiled:tt)*) => { $($compiled)* };
}

#[cfg(rust_analyzer)]
#[doc(hidden)]
#[macro_export]
macro_rules! __compiled {
    ($($compiled:tt)*) => {};
}

/// Where there is no manager, nobody asks what is linked. (Otherwise, it is the registry's.)
#[cfg(not(feature = "std"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __submit {
    ($list:ident, $entry:ty, $value:expr) => {};
}

/// A plugin set: plugins that are chosen, checked and put in order by the compiler. A call of a hook is the direct calls that a
/// person would write, and there is nothing else at run time.
///
/// It is written as a struct whose fields are plugins, and the list of the extension points through which they are called. The
/// same `#[extension_point]`, `#[plugin]` and `#[extension]` serve sets and the [`PluginManager`](crate::PluginManager), and
/// calls look alike: same callers, same methods, same types, same order.
///
/// ```
/// use pluginkit::{plugin_set, prelude::*};
///
/// #[extension_point]
/// pub trait Feed {
///     async fn fetch(&self, topic: &str) -> String;
/// }
///
/// #[plugin(id = "geo", version = "1.2.0")]
/// #[derive(Default)]
/// pub struct Geo;
///
/// #[extension]
/// impl Feed for Geo {
///     async fn fetch(&self, topic: &str) -> String { format!("where to find the {topic}") }
/// }
///
/// #[plugin(id = "weather", version = "1.0.0", depends_on(Geo = "^1.2"))]
/// #[derive(Default)]
/// pub struct Weather { city: String }
///
/// #[extension(priority = 10)]
/// impl Feed for Weather {
///     fn fetch(&self, topic: &str) -> String { format!("fog over the {topic} of {}", self.city) }
/// }
///
/// plugin_set! {
///     pub struct Newsroom { weather: Weather, geo: Geo }
///     points: [Feed];
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), pluginkit::Error> {
/// let set = Newsroom { weather: Weather { city: "Kiel".into() }, ..Newsroom::default() };
/// let headlines = set.caller::<dyn Feed>().fetch("harbor").await?;
/// assert_eq!(headlines, ["fog over the harbor of Kiel", "where to find the harbor"]);
/// # Ok(())
/// # }
/// ```
///
/// The struct is an ordinary struct: it is made by a literal or, where every plugin has a `Default`, by `Newsroom::default()`,
/// and may have attributes, visibility and documentation, as its fields may. A field with `#[cfg(feature = "stocks")]` is an
/// entry that is not always there.
///
/// # What the compiler checks
/// Every mistake is an error at the entry or the point where it is written, all of them at once: a dependency that is not in the
/// set or is of another version, dependencies or `before`/`after` in a circle (the whole circle is printed), two plugins of one
/// id, an entry that is not a plugin, a point that is none or is listed twice. A point that nobody extends is a warning. That a
/// plugin extends a point which is *not* listed, the compiler cannot see: [`PluginSet::unlisted`](crate::PluginSet::unlisted)
/// tells it, in a test.
///
/// # What is not there
/// A set is the hand-written code, so what costs code is not in it:
///
/// | | in a manager | in a set |
/// |---|---|---|
/// | a panic | a failure of the plugin | the caller's own, unless it asks: `isolated()` and `reported()` catch it |
/// | `timeout`, `blocking` of an extension | kept | no effect: every implementation runs where it is called |
/// | `slow`, `on_slow`, `breaker` of an extension or a point, `timeout` of a point | kept | no effect: nobody counts |
/// | switching on and off, starting one by one, health, events, `on_error` | yes | no |
/// | `only`, `without`, `with`, `each`, `best` | yes | no |
/// | tracing | every failure | failures that `isolated()` and `reported()` pass over |
///
/// `when`, priorities, constraints, wrappers and every mode are the same in both. `caller.isolated()` and `caller.reported()`
/// cost something only where they are called; their asynchronous calls box each implementation's future.
/// Whoever wants the rest hands the set to a manager: [`PluginManagerBuilder::set`](crate::PluginManagerBuilder::set).
///
/// # The life of a set
/// `set.start().await?` calls `init` and `start` of every plugin that extends [`Lifecycle`](crate::Lifecycle), dependencies first,
/// and gives a [`Running`](crate::Running), which keeps what the plugins [own](crate::PluginContext::own) and has
/// `stop().await`. If a plugin cannot be started, those that were are stopped again, and the error names it. A set has no
/// memory of its own: who is started is known by the `Running`.
///
/// # Code for both engines
/// The trait that `#[extension_point]` makes beside the caller, here `FeedEngine`, bounds code that takes a caller of any engine:
///
/// ```
/// # use pluginkit::{plugin_set, prelude::*};
/// # #[extension_point] pub trait Feed { async fn fetch(&self, topic: &str) -> String; }
/// # #[plugin(id = "geo", version = "1.2.0", listed)] #[derive(Default)] pub struct Geo;
/// # #[extension] impl Feed for Geo { fn fetch(&self, topic: &str) -> String { format!("where to find the {topic}") } }
/// # plugin_set! { pub struct Newsroom { geo: Geo } points: [Feed]; }
/// use pluginkit::FailFast;
///
/// async fn report<E: FeedEngine>(feed: &FeedCaller<FailFast, E>) -> HookResult<String> {
///     Ok(feed.fetch("harbor").await?.join(", "))
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), pluginkit::Error> {
/// let set = Newsroom::default();
/// let from_set = report(&set.caller::<dyn Feed>()).await?;
/// let plugins = PluginManager::builder().set(set).build()?;
/// let from_manager = report(&plugins.caller::<dyn Feed>()).await?;
/// assert_eq!(from_set, from_manager);
/// # Ok(())
/// # }
/// ```
///
/// # Limits
/// A set has no parameters of its own; a plugin may be an instance of a generic type. A set cannot be listed in another one: a
/// macro does not see the fields of a struct that is declared elsewhere, and what stands for private plugins must not be public.
/// Some 40 wrappers of one hook need `#![recursion_limit = "256"]`.
#[macro_export]
macro_rules! plugin_set {
    ($($set:tt)*) => {
        $crate::__private::__plugin_set! { { $crate } $($set)* }
    };
}
