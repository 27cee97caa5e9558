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
//! `migrations`: what plugins have to change in databases, in a module of that name; `migrations-postgres` and `migrations-sqlite` are the
//! databases. (Without `tokio`, the host turns on another runtime of sqlx.)
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
    #[cfg(feature = "migrations-sqlite")]
    #[doc = include_str!("../../docs/migrations.md")]
    mod migrations {}
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

mod attributes;
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

pub use attributes::{extension, extension_point, plugin};
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
