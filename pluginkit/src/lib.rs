//! A plugin framework that is decided at compile time.
//!
//! A host declares **extension points**: traits whose methods are **hooks**. **Plugins** annotate a struct and the
//! `impl`s of the points they extend. The linker gathers them; a **plugin manager** puts them in order and hands out
//! typed **callers**.
//!
//! ```rust,standalone_crate
//! use pluginkit::prelude::*;
//!
//! /// Where headlines come from. Any plugin may contribute.
//! #[extension_point]
//! pub trait Feed {
//!     /// Fetches a headline for a topic.
//!     async fn fetch(&self, topic: &str) -> String;
//! }
//!
//! #[plugin(id = "weather", version = "1.0.0")]
//! #[derive(Default)]
//! pub struct Weather;
//!
//! #[extension(priority = 10)]
//! impl Feed for Weather {
//!     async fn fetch(&self, topic: &str) -> String {
//!         format!("fog over the {topic}")
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), pluginkit::Error> {
//! let plugins = PluginManager::discover()?;
//! let feed = plugins.caller::<dyn Feed>();
//! assert_eq!(feed.fetch("harbor").await?, ["fog over the harbor"]);
//! # Ok(())
//! # }
//! ```
//!
//! # Hooks
//!
//! The declaration says what a call means: see [`extension_point`]. A caller says what becomes of failures: the first one
//! ends the call ([`FailFast`], the default), they are passed over ([`Isolated`]), or they are returned beside the
//! outcome ([`Reported`]).
//!
//! # Order
//!
//! Implementations, and wrappers from the outermost in, are called in this order: `before(..)` and `after(..)` hold always;
//! of those that may go next, the one with the highest `priority` goes; among equals the one with the lowest dependency
//! rank (the length of the longest chain of dependencies below it, so a dependency goes before its dependents); then the
//! lowest plugin id. A contradiction is a [`ResolutionError`] with the whole circle. The caller's `explain()` says why
//! each position is what it is.
//!
//! # Life
//!
//! A plugin is taken in past the gates, started and stopped by its [`Lifecycle`], asked how it is by its [`Health`], and told of its
//! failures by its [`ErrorHook`]: extension points like any other. See [`PluginManager`] for what every operation means, also when
//! many ask at once, from inside of hooks, or not to the end; and [`PluginState`] for who is called when.
//!
//! # Events
//!
//! An event is a hook, and its name is the hook's: the id of the point, a dot, and the name of the method. Explanations and errors
//! have that name; callers and listeners have a method, so one that is misspelt does not compile. What happens to plugins is told
//! by [`PluginManager::subscribe`].
//!
//! ```
//! use std::ops::ControlFlow;
//! use pluginkit::prelude::*;
//!
//! #[extension_point(id = "user")]
//! trait UserEvents {
//!     /// `user.login`: each listener may change the name for those after it, or end the event with it.
//!     #[hook(pipeline)]
//!     fn login(&self, name: String) -> ControlFlow<String, String>;
//!     /// `user.logout`: everybody is told.
//!     fn logout(&self, name: &str);
//! }
//!
//! #[plugin(id = "guests", version = "1.0.0", listed)]
//! #[derive(Default)]
//! struct Guests;
//!
//! #[extension(priority = 100)]
//! impl UserEvents for Guests {
//!     fn login(&self, name: String) -> ControlFlow<String, String> {
//!         if name.is_empty() { ControlFlow::Break("guest".to_owned()) } else { ControlFlow::Continue(name) }
//!     }
//! }
//!
//! let plugins = PluginManager::builder().plugin::<Guests>().build()?;
//! let user = plugins.caller::<dyn UserEvents>();
//! assert_eq!(user.login(String::new())?, "guest");
//! assert!(user.explain().to_string().starts_with("user.login"));
//! # Ok::<(), pluginkit::Error>(())
//! ```
//!
//! # State
//!
//! What plugins share is typed, and found by its type: [`PluginContext::state`]. What a plugin keeps for itself is
//! [`PluginContext::private_state`], and goes with it. Both are changed by transactions that apply wholly or not at all: see [`State`].
//!
//! # Observing
//!
//! A plugin sees the calls of others as a [`HookObserver`], across points, by patterns such as `user.*`; a host measures them with
//! [`PluginManager::measure`]. Hooks that nobody watches cost what they would without.
//!
//! # Linking
//!
//! A plugin crate that no code names is not linked. See [`plugins!`].
//!
//! # What holds while a call runs
//!
//! * **The set**: a call goes to the plugins that were there when it began. [`PluginManager::disable`] and `enable` are
//!   seen by the next call, through any caller, wherever it is held.
//! * **Re-entrancy**: a hook may call any hook (itself too), make callers, and ask the manager for anything: to switch plugins on
//!   and off, to register, start, stop and remove them. What would have to wait for the very lifecycle hook that asks for it is
//!   an error. No lock is held while plugin code runs.
//! * **Panics** of an implementation, a wrapper, a `when` or a destructor are failures of that plugin, and go no further.
//!   (With `panic = "abort"` a panic ends the process, as everywhere.) What a plugin's own state looks like after a panic
//!   is the plugin's business.
//! * **Cancellation**: a caller's future may be dropped at any time. That drops the implementation that is being waited
//!   for and then the wrappers around it, the innermost first: what they hold is torn down by their destructors.
//! * **Order within a call**: an async hook awaits one implementation after another.
//!
//! # Features
//!
//! `std` (default): the plugin manager, and what it is made of: registration by the linker, panics that are caught, [`block_on`],
//! the built-in points. Without it, the crate is `no_std` with `alloc` (and atomics), and has [`plugin_set!`] and what sets need:
//! points, plugins, extensions and wrappers are written as ever. A set has no life of its own then, and a panic is the program's.
//!
//! `tokio` (default; brings `std`): `timeout`, `blocking`, and a [`block_on`] with timers and I/O. Without it, everything else works on any
//! executor, and asking for a timeout is a compile error that names the feature. WebAssembly has neither a clock nor
//! threads for it: there it is as if the feature were off, and a panic ends the program.
//!
//! `config`: the configuration of plugins, from files, the environment and code, read into types and changed while the manager runs:
//! see `Config` and `docs/configuration.md`. `config-watch` (brings `config` and `tokio`): its files are watched.
//!
//! `i18n`: texts that plugins bring along, in several languages, in a module of that name.
//!
//! `axum` (brings `tokio`; without effect on WebAssembly): HTTP routes that plugins bring along, callers in handlers, and a shutdown in
//! order, in the module `routes`; see `docs/axum.md`.
//!
//! `metrics`: what [`PluginManager::measure`] measures goes to the recorder of the `metrics` crate, too.
//!
//! `spans`: each call of a hook, and each implementation in it, is a span of `tracing`.
//!
//! `testing`: mock plugins, recorders, injected failures and delays, and paused clocks, for the tests of hosts and plugins, in a
//! module of that name.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

/// What is shown in the documents runs as it stands.
#[cfg(all(doctest, feature = "tokio"))]
mod documents {
    #[doc = include_str!("../../README.md")]
    mod readme {}
    #[doc = include_str!("../../docs/lifecycle.md")]
    mod lifecycle {}
    #[doc = include_str!("../../docs/errors.md")]
    mod errors {}
    #[doc = include_str!("../../docs/comparison.md")]
    mod comparison {}
    #[doc = include_str!("../../docs/observing.md")]
    mod observing {}
    #[doc = include_str!("../../docs/policies.md")]
    mod policies {}
    #[cfg(web)]
    #[doc = include_str!("../../docs/axum.md")]
    mod axum {}
    #[cfg(feature = "config")]
    #[doc = include_str!("../../docs/configuration.md")]
    mod configuration {}
}

// The built-in points are written with the same macros as any other.
#[cfg(feature = "std")]
extern crate self as pluginkit;

#[cfg(feature = "std")]
mod breaker;
#[cfg(feature = "std")]
mod builtin;
mod checks;
#[cfg(feature = "config")]
mod config;
mod dispatch;
#[cfg(feature = "std")]
mod enclosing;
#[cfg(feature = "std")]
mod entry;
mod error;
#[cfg(feature = "std")]
mod govern;
#[cfg(feature = "std")]
mod graph;
#[cfg(feature = "std")]
mod histogram;
mod id;
#[cfg(feature = "std")]
mod identity;
mod lists;
#[cfg(feature = "std")]
mod manager;
mod metadata;
mod next;
#[cfg(feature = "std")]
mod pattern;
mod plugin;
mod point;
mod policy;
#[cfg(feature = "std")]
mod registry;
#[cfg(feature = "std")]
mod resolve;
#[cfg(feature = "std")]
mod running;
mod set;
#[cfg(feature = "std")]
mod state;
mod sync;
mod version;
#[cfg(feature = "std")]
mod watch;

#[cfg(all(feature = "testing", background_runtime))]
pub mod testing;

#[cfg(feature = "i18n")]
pub mod i18n;

#[cfg(feature = "migrations")]
pub mod migrations;

#[cfg(web)]
pub mod routes;

pub mod prelude;

#[doc(hidden)]
pub mod __private;

pub use dispatch::{AsDeclared, ExtensionPoint, FailFast, Isolated, Report, Reported, Strategy};
pub use error::{BoxError, HookError, HookErrorKind, HookResult, Ordered};
pub use id::{InvalidPluginId, PluginId};
pub use metadata::Metadata;
pub use next::{AsyncCall, AsyncStage, Call, Next, Stage};
pub use plugin::{Dependency, Origin, Plugin, PluginEntry};
pub use point::{Concurrency, HookInfo};
pub use policy::{Breaker, HookPolicy, OnSlow};
pub use set::PluginSet;

#[cfg(all(feature = "config-watch", background_runtime))]
pub use self::manager::ConfigWatch;
#[cfg(feature = "config")]
pub use self::{
    builtin::{ConfigChanged, ConfigChangedCaller, ConfigChangedWrapper},
    config::{
        Changed, Config, ConfigChange, ConfigDiff, ConfigDifference, ConfigOrigin, ConfigSnapshot,
        ConfigValue, Secret, config_diff,
    },
    error::ConfigError,
    manager::{ConfigInspection, ConfigReport, Configuration, Silently},
};

#[cfg(feature = "std")]
pub use self::{
    builtin::{
        ErrorHook, ErrorHookCaller, ErrorHookWrapper, Health, HealthCaller, HealthWrapper, HookObserver,
        HookObserverCaller, HookObserverWrapper, Lifecycle, LifecycleCaller, LifecycleWrapper,
    },
    dispatch::{History, block_on},
    error::{
        BlockOnError, DiscoveryError, Errors, LoadError, PluginError as Error, ResolutionError, StartError,
        StateError, StopError,
    },
    identity::{Identified, Identity, PluginMetadata},
    manager::{
        Blocking, CallMetrics, DependencyInspection, DiscoveryDiff, DiscoveryResult, Events, GraphEdge,
        GraphNode, HealthReport, HookInspection, HookMetrics, Measurement, Metrics, PluginContext,
        PluginDescriptor, PluginEvent, PluginExplanation, PluginGraph, PluginHealth, PluginInspection,
        PluginManager, PluginManagerBuilder, PluginMetrics, State, Step, Subscription, WeakPluginManager,
    },
    pattern::InvalidPattern,
    plugin::IntoInstance,
    policy::HookState,
    resolve::{Explanation, HookOrder, Position, Reason},
    running::Running,
    set::UnlistedExtension,
    state::{ErrorPhase, FilterReason, HealthStatus, PluginState, Severity, Source, StartPolicy},
    watch::{CallOutcome, Ended, HookCall},
};

/// Makes a trait an extension point: its methods are hooks that plugins implement and the host calls.
///
/// Beside the trait it makes `<Trait>Caller`, the stub with a method for each hook, and `<Trait>Wrapper`, the trait of those
/// who surround calls. The point's name in types is `dyn Trait`: `plugins.caller::<dyn Feed>()`. All of them have the
/// trait's visibility; whoever re-exports the trait from another module re-exports them too, where they are named.
///
/// # What a hook means
///
/// | declared as | mode | the caller gets | nobody implements it |
/// |---|---|---|---|
/// | `-> ()` | notify | `()` | `()` |
/// | `-> T` | collect | `Vec<T>`, in call order | empty |
/// | `-> Option<T>` | collect, may abstain | `Vec<T>`, `None` dropped | empty |
/// | `#[hook(first_result)] -> Option<T>` | first result | `Option<T>`; later ones not called | `None` |
/// | `#[hook(pipeline)] (T, ..) -> T` | pipeline | `T` | the input |
/// | `#[hook(pipeline)] (T, ..) -> ControlFlow<T, T>` | pipeline, may stop | `T`; `Break(v)` ends it with `v` | the input |
/// | any of these as `Result<_, E>` | fallible | the same; an `Err` is a *failure* | as above |
///
/// `E` is anything that becomes a [`BoxError`]. Arguments are references, or owned values that are `Clone`, because every
/// implementation gets its own. A pipeline's value moves along and need not be `Clone`, except where failures are passed
/// over and the value from before the failure is needed again. `&mut` arguments, borrowed returns and generic hooks are
/// refused, with the way to write it instead. An `async fn` is a hook that is awaited; its futures are `Send`.
///
/// # Arguments
///
/// On the trait: `id = ".."` (default: the trait's name in snake case), `version = "1.2.0"` (see below), `on_error = fail_fast | isolate | report` (what its
/// callers do with failures unless told otherwise; default `fail_fast`), `since = ".."`, `deprecated = ".."`,
/// `timeout`, `slow`, `on_slow` and `breaker` (as in `#[extension]`, for all extensions that do not say it themselves; the `timeout` is for asynchronous
/// implementations, which can be dropped: a synchronous one is given its own where it is compiled), `crate = path`
/// (where to find `pluginkit`, for facades that re-export it).
///
/// On a method, in `#[hook(..)]`: `first_result`, `pipeline`, `concurrent`, `race`, `historic`, `required`, `on_error = ..`, `since = ".."`,
/// `deprecated = ".."`.
///
/// * `concurrent`, `concurrent(limit = 8)`: the implementations of an async hook run at once, or so many at a time, in the task of
///   the caller. They begin in call order, and the outcome is the one that they would have had one after the other: answers are in
///   call order, `first_result` takes the best-ordered one, however they were finished. What does not wait for its turn is the
///   first failure, where that ends the call (but in `first_result`, where one behind the answer must not count). Whoever has not
///   returned by the end of the call is dropped. Costs a box for each that is awaited, in a set as well.
///   Every failure is made known when it happens, whether it counts or not.
/// * `race`, beside `first_result` and `concurrent`: the answer that comes first is taken, and the others are dropped. Where the first
///   failure ends the call, one that comes before any answer does.
/// * `required`: an `#[extension]` that leaves the hook out does not compile. A hook under `#[cfg]` counts as there, and wrappers
///   may leave out every hook.
/// * `deprecated = ".."`: the compiler warns whoever calls the hook, and whoever implements it, with this note
///   (`#[allow(deprecated)]` on the method or the `impl` is how one says that this is known). Wrappers are not warned.
/// * `historic`, `historic(keep = N)`: the manager remembers the calls, all of them or the last N, and whoever comes later
///   (registered, started, enabled) hears of what it has missed, once and in order, before it is called with anything newer. For
///   hooks that notify or collect; the arguments have owned forms (`&str` a `String`, `&[T]` a `Vec<T>`), and nobody wraps the hook.
///   Calls that failed, and those of narrowed callers, are not remembered. A newcomer that fails is not taken in. The caller has
///   `<hook>_history()` ([`History`]) and, where the hook collects, `<hook>_remembered(.., |answer| ..)`, which hands on answers
///   now and later. In a plugin set nobody comes later, and nothing is remembered.
///
/// ```
/// use pluginkit::prelude::*;
///
/// #[extension_point]
/// trait Settings {
///     #[hook(historic)]
///     fn changed(&self, key: &str, value: &str) -> String;
/// }
///
/// #[plugin(id = "late", version = "1.0.0", listed)]
/// #[derive(Default)]
/// struct Late;
///
/// #[extension]
/// impl Settings for Late {
///     fn changed(&self, key: &str, value: &str) -> String {
///         format!("{key}={value}")
///     }
/// }
///
/// let plugins = PluginManager::builder().build()?;
/// let settings = plugins.caller::<dyn Settings>();
/// let (tell, told) = std::sync::mpsc::channel();
/// settings.changed_remembered("theme", "dark", move |answer| drop(tell.send(answer)))?;
/// assert!(told.try_recv().is_err());
/// pluginkit::block_on(plugins.register(Late))??;
/// assert_eq!(told.try_recv().unwrap(), "theme=dark");
/// # Ok::<(), pluginkit::Error>(())
/// ```
///
/// # Versions
///
/// `version = "1.2.0"` is the version of the contract, and no hook may say that it came later (`since`). An extension says
/// which versions it was written for, `#[extension(requires = "^1.1")]`, and does not compile with another. That is the whole
/// check: a plugin and its host are compiled together, so what is linked was checked, and the manager has nothing to ask.
///
/// ```
/// use pluginkit::prelude::*;
///
/// #[extension_point]
/// pub trait Feed {
///     /// Asks every plugin.
///     async fn fetch(&self, topic: &str) -> String;
///     /// Asks until somebody knows.
///     #[hook(first_result)]
///     fn locate(&self, place: &str) -> Option<u64>;
///     /// Sends the text through everybody's hands.
///     #[hook(pipeline)]
///     fn render(&self, text: String, width: usize) -> String;
///     /// Tells everybody.
///     fn published(&self, headline: &str);
/// }
///
/// let plugins = PluginManager::builder().build()?;
/// let feed: FeedCaller = plugins.caller::<dyn Feed>();
/// assert_eq!(feed.render("unchanged".to_owned(), 80)?, "unchanged");
/// assert_eq!(feed.locate("harbor")?, None);
/// # Ok::<(), pluginkit::Error>(())
/// ```
pub use pluginkit_macros::extension_point;

/// Makes an `impl` of an extension point, or of its wrapper trait, part of a plugin.
///
/// Only the hooks that are written are ever called. An async hook may be implemented by a function that is not `async`; it
/// costs no allocation then. `#[cfg]` on a hook works.
///
/// A method with `#[on("before_*")]` implements every hook of the point whose name matches the pattern, in which `*` stands for any
/// run of characters: it is copied under the name of each, so its arguments have to fit them all, as the compiler checks one by one.
/// What is written under its own name goes first, and no hook is matched by two patterns. Its own name means nothing. This works
/// in wrappers, too.
///
/// ```
/// use pluginkit::prelude::*;
///
/// #[extension_point]
/// trait Storage {
///     fn before_save(&self, name: &str);
///     fn before_delete(&self, name: &str);
///     fn saved(&self, name: &str);
/// }
///
/// #[plugin(id = "audit", version = "1.0.0", listed)]
/// #[derive(Default)]
/// struct Audit(std::sync::Mutex<Vec<String>>);
///
/// #[extension]
/// impl Storage for Audit {
///     #[on("before_*")]
///     fn any(&self, name: &str) {
///         self.0.lock().unwrap().push(name.to_owned());
///     }
/// }
///
/// let audit = std::sync::Arc::new(Audit::default());
/// let plugins = PluginManager::builder().instance(audit.clone()).build()?;
/// let storage = plugins.caller::<dyn Storage>();
/// storage.before_save("a")?;
/// storage.saved("a")?;
/// storage.before_delete("b")?;
/// assert_eq!(*audit.0.lock().unwrap(), ["a", "b"]);
/// # Ok::<(), pluginkit::Error>(())
/// ```
///
/// # Arguments
///
/// * `priority = 10`: higher goes first, or further out; the default is 0.
/// * `before("id", path::Type)`, `after(..)`: whatever the priorities say. A plugin that is not there does not matter.
/// * `timeout = "250ms"`: how long each hook may take. An asynchronous implementation is cancelled by dropping it. A
///   synchronous one cannot be stopped: it runs on a pool of threads with its own copies of the arguments, and what it
///   returns too late is thrown away. The pool has 512 threads: so many calls may hang before others wait for a thread, and
///   time out. Sync hooks measure real time; async ones measure the runtime's, which tests may pause.
/// * `slow = "50ms"`: from when on a call is slow. Slow calls are reported, to `tracing` and as [`PluginEvent::HookSlow`].
/// * `on_slow = warn | disable(after = 3)`: what becomes of it: no more than that (the default), or, after so many slow calls in a row,
///   each hook on its own is left out of calls until it is [restored](PluginManager::restore).
/// * `breaker(failures = 5, within = "10s", retry = "30s")`: a hook that failed so often in that time is left out of calls, and tried
///   again after a while: see [`Breaker`]. What of this an extension does not say, its point may say, or the manager: see [`HookPolicy`].
/// * `blocking`: synchronous implementations of async hooks run on that pool, so that they do not hold up the runtime.
/// * `when = path`: a function that gets `&self` and the arguments (references as they are, owned ones by reference), and
///   says whether this call is for this plugin.
/// * `barrier`: in a hook that is `concurrent`, it begins when all before it have returned, and nobody after it begins until it has.
/// * `on = "user.*"`, `arguments`: in an extension of [`HookObserver`], which hooks it sees, and whether with their arguments.
/// * `requires = "^1.1"`: the versions of the point that this is written for, checked by the compiler.
/// * `wrapper`: the `impl` is one of the wrapper trait; see [`Next`].
/// * `crate = path`: where to find `pluginkit`.
///
/// ```
/// use pluginkit::prelude::*;
///
/// #[extension_point]
/// trait Feed {
///     async fn fetch(&self, topic: &str) -> String;
/// }
///
/// #[plugin(id = "weather", version = "1.0.0", listed)]
/// #[derive(Default)]
/// struct Weather;
///
/// fn is_short(_: &Weather, topic: &str) -> bool {
///     topic.len() < 10
/// }
///
/// #[extension(priority = 10, when = is_short, before("stocks"))]
/// impl Feed for Weather {
///     fn fetch(&self, topic: &str) -> String {
///         format!("fog over the {topic}")
///     }
/// }
///
/// let plugins = PluginManager::builder().plugin::<Weather>().build()?;
/// let feed = plugins.caller::<dyn Feed>();
/// assert_eq!(pluginkit::block_on(feed.fetch("harbor"))??, ["fog over the harbor"]);
/// assert!(pluginkit::block_on(feed.fetch("the history of the harbor"))??.is_empty());
/// # Ok::<(), pluginkit::Error>(())
/// ```
pub use pluginkit_macros::extension;

/// Makes a struct or an enum a plugin.
///
/// # Arguments
///
/// * `id = ".."`, required: a letter, then up to 63 letters, digits, `_` or `-`. Unique in a program.
/// * `version = ".."`, required: a semantic version, or `env!("CARGO_PKG_VERSION")`.
/// * `depends_on(geo::Geo = "^1.2", "cache" = "2", optional("metrics"))`: a *path* is checked by the compiler (that it is a
///   plugin, and its version) and links its crate; a *string* is an id that is looked up when the manager is built.
///   Without a requirement any version will do.
/// * `name`, `author`, `description`, `api_version`, `min_app_version`, `target_application`: see [`Metadata`].
/// * `listed`: never taken in by [`PluginManager::discover`], only when it is listed or handed over.
/// * `config = WeatherConfig`: the type of the plugin's configuration, a `serde::Deserialize` from which the plugin can be made, by
///   `From` or `TryFrom`. Needs the feature `config`.
/// * `crate = path`: where to find `pluginkit`.
///
/// An instance is made by `Default`, or of its configuration, or handed to [`PluginManagerBuilder::instance`].
///
/// ```
/// use pluginkit::prelude::*;
///
/// #[plugin(id = "geo", version = "1.2.3", listed)]
/// #[derive(Default)]
/// struct Geo;
///
/// #[plugin(
///     id = "weather",
///     version = env!("CARGO_PKG_VERSION"),
///     depends_on(Geo = "^1.2", optional("metrics")),
///     description = "Fog, mostly",
///     listed
/// )]
/// #[derive(Default)]
/// struct Weather;
///
/// let plugins = PluginManager::builder().plugin::<Weather>().plugin::<Geo>().build()?;
/// assert!(plugins.ids().eq(["geo", "weather"]));
/// # Ok::<(), pluginkit::Error>(())
/// ```
pub use pluginkit_macros::plugin;
