//! The extension points that every host has: declared, extended, wrapped and called like any other.

use crate::checks::Observes;
#[cfg(feature = "config")]
use crate::config::ConfigChange;
use crate::dispatch::ExtensionPoint;
use crate::error::{BoxError, HookError};
use crate::manager::PluginContext;
use crate::point::HookInfo;
use crate::state::HealthStatus;
use crate::watch::{Ended, HookCall};
use pluginkit_macros::extension_point;

/// What a plugin does when it is brought to life and when it is put to rest. Every hook is optional.
///
/// `init` and `unload` are a pair: once after the plugin was taken in (before its first start), and once before it is removed.
/// `start` and `stop` are a pair too, and may come many times. `stop` is called only on what has been started, `unload` only
/// on what has been initialised.
///
/// A plugin is started after the plugins that it depends on, and stopped before them. Among those that may be started next,
/// the one whose `#[extension(priority = ..)]` is higher goes; `before(..)` and `after(..)` hold too. A hook that returns an
/// error, panics or outlives its `timeout` (`#[extension(timeout = "5s")]`) leaves the plugin
/// [`Failed`](crate::PluginState::Failed). Hooks return `Result<(), BoxError>`: `?` turns any error into one.
///
/// ```
/// use pluginkit::prelude::*;
///
/// #[plugin(id = "database", version = "1.0.0", listed)]
/// #[derive(Default)]
/// struct Database;
///
/// #[extension]
/// impl Lifecycle for Database {
///     async fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
///         println!("{} opens its connections", cx.id());
///         Ok(())
///     }
///
///     async fn stop(&self, _: &PluginContext) -> Result<(), BoxError> {
///         Ok(())
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), pluginkit::Error> {
/// let plugins = PluginManager::builder().plugin::<Database>().build()?;
/// plugins.start().await?;
/// plugins.stop().await?;
/// # Ok(())
/// # }
/// ```
#[extension_point]
pub trait Lifecycle {
    /// Once, before the first `start`. What it [owns](PluginContext::own) goes after `unload`.
    async fn init(&self, cx: &PluginContext) -> Result<(), BoxError>;
    /// Each time the plugin is started. What it [owns](PluginContext::own) goes after `stop`.
    async fn start(&self, cx: &PluginContext) -> Result<(), BoxError>;
    /// Each time the plugin is stopped. Its hooks are not called any more when this begins; calls that began before may
    /// still be running.
    async fn stop(&self, cx: &PluginContext) -> Result<(), BoxError>;
    /// Once, before the plugin is removed.
    async fn unload(&self, cx: &PluginContext) -> Result<(), BoxError>;
}

/// How a plugin says how it is. Asked by [`PluginManager::health`](crate::PluginManager::health), of all active plugins at once.
///
/// ```
/// use pluginkit::prelude::*;
///
/// #[plugin(id = "database", version = "1.0.0", listed)]
/// #[derive(Default)]
/// struct Database;
///
/// #[extension]
/// impl Health for Database {
///     async fn health(&self, _: &PluginContext) -> HealthStatus {
///         HealthStatus::Degraded("one replica is down".into())
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), pluginkit::Error> {
/// let plugins = PluginManager::builder().plugin::<Database>().build()?;
/// let report = plugins.health().await;
/// assert_eq!(report.get("database").unwrap().status.to_string(), "degraded: one replica is down");
/// # Ok(())
/// # }
/// ```
#[extension_point]
pub trait Health {
    /// How it is, now.
    async fn health(&self, cx: &PluginContext) -> HealthStatus;
}

/// How a plugin hears of its own failures: of its hooks, its wrappers, and its lifecycle.
///
/// It is called where the failure happens, before the call that failed goes on. One that has to wait is waited for elsewhere:
/// in the caller's runtime, or in the background. What fails inside of `on_error` is not handed to `on_error` again.
///
/// ```
/// use std::sync::atomic::{AtomicU32, Ordering};
/// use pluginkit::prelude::*;
///
/// #[extension_point]
/// trait Feed {
///     fn fetch(&self) -> Result<String, BoxError>;
/// }
///
/// #[plugin(id = "weather", version = "1.0.0", listed)]
/// #[derive(Default)]
/// struct Weather { failures: AtomicU32 }
///
/// #[extension]
/// impl Feed for Weather {
///     fn fetch(&self) -> Result<String, BoxError> { Err("no network".into()) }
/// }
///
/// #[extension]
/// impl ErrorHook for Weather {
///     fn on_error(&self, _: &PluginContext, error: &HookError) {
///         assert_eq!(error.hook(), "feed.fetch");
///         self.failures.fetch_add(1, Ordering::Relaxed);
///     }
/// }
///
/// let plugins = PluginManager::builder().plugin::<Weather>().build()?;
/// assert!(plugins.caller::<dyn Feed>().isolated().fetch().is_empty());
/// assert_eq!(plugins.plugin::<Weather>().unwrap().failures.load(Ordering::Relaxed), 1);
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[extension_point]
pub trait ErrorHook {
    /// Something of this plugin failed.
    async fn on_error(&self, cx: &PluginContext, error: &HookError);
}

/// How a plugin sees the calls of other plugins' hooks, of whatever points: an audit, a log, a meter.
///
/// `#[extension(on = "user.*")]` says which, as a pattern of the ids of hooks (`user.login`): `*` stands for any run of characters
/// within one word, `**` for any number of words; without `on`, it sees every hook. With `arguments`, it sees what
/// implementations are called with ([`HookCall::arguments`]), which costs a text for each call.
///
/// It sees each call of each implementation, in the thread where that happens and as part of the call: `began` right before, `ended`
/// right after, once for each beginning, also where the implementation panics or its future is dropped. Calls that a `when` declines
/// are none. What an observer panics with is a failure of its own, and none of the call that it sees.
///
/// Hooks that no pattern matches cost what they would without observers. An observer sees nothing while its plugin is not
/// called, and begins to see, and ceases, with the next call.
///
/// * Nobody sees the hooks of observers and of [`ErrorHook`].
/// * What an observer calls while it is being told is not told to it again; other observers see it.
/// * Wrappers are not seen: they belong to the whole call.
///
/// ```
/// use std::sync::Mutex;
/// use pluginkit::{Ended, HookCall, prelude::*};
///
/// #[extension_point(id = "user")]
/// trait UserEvents {
///     fn login(&self, name: &str);
///     fn logout(&self, name: &str);
/// }
///
/// #[plugin(id = "greeter", version = "1.0.0", listed)]
/// #[derive(Default)]
/// struct Greeter;
///
/// #[extension]
/// impl UserEvents for Greeter {
///     fn login(&self, _: &str) {}
/// }
///
/// #[plugin(id = "audit", version = "1.0.0", listed)]
/// #[derive(Default)]
/// struct Audit(Mutex<Vec<String>>);
///
/// #[extension(on = "user.*", arguments)]
/// impl HookObserver for Audit {
///     fn ended(&self, call: &HookCall, ended: &Ended) {
///         let arguments = call.arguments().unwrap_or("..");
///         let line = format!("{}: {}({arguments}) {}", call.plugin(), call.hook().id(), ended.outcome());
///         self.0.lock().unwrap().push(line);
///     }
/// }
///
/// let plugins = PluginManager::builder().plugin::<Greeter>().plugin::<Audit>().build()?;
/// plugins.caller::<dyn UserEvents>().login("Ada")?;
/// let audit = plugins.plugin::<Audit>().unwrap();
/// assert_eq!(*audit.0.lock().unwrap(), ["greeter: user.login(\"Ada\") returned"]);
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[extension_point]
pub trait HookObserver {
    /// A call begins.
    fn began(&self, call: &HookCall);
    /// It has ended.
    fn ended(&self, call: &HookCall, ended: &Ended);
}

impl Observes for dyn HookObserver {}

/// How a plugin hears that its section of the [configuration](crate::Config) has changed.
///
/// It is called after the change, when everybody's section has been read into its type: a change that one type refuses is no
/// change. Who is not called at the time (stopped, failed, switched off) is not told, and finds the new configuration in
/// [`PluginContext::config`]. Nobody is told of what has not changed. A failure is returned to whoever changed the configuration,
/// and keeps nobody else from hearing of it.
///
/// ```
/// use pluginkit::{Changed, Config, prelude::*};
/// use std::sync::atomic::{AtomicU16, Ordering};
///
/// #[derive(serde::Deserialize)]
/// struct WeatherConfig { port: u16 }
///
/// #[plugin(id = "weather", version = "1.0.0", config = WeatherConfig, listed)]
/// struct Weather { port: AtomicU16 }
///
/// impl From<WeatherConfig> for Weather {
///     fn from(config: WeatherConfig) -> Self { Weather { port: config.port.into() } }
/// }
///
/// #[extension]
/// impl ConfigChanged for Weather {
///     fn on_config_changed(&self, _: &PluginContext, change: &ConfigChange) -> Result<(), BoxError> {
///         let Changed { old, new } = change.of::<WeatherConfig>()?;
///         assert_eq!(old.port, 80);
///         self.port.store(new.port, Ordering::Relaxed);
///         Ok(())
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), pluginkit::Error> {
/// let config = Config::new().defaults(serde_json::json!({ "plugins": { "weather": { "port": 80 } } }));
/// let plugins = PluginManager::builder().config(config).plugin::<Weather>().build()?;
/// plugins.config().merge(serde_json::json!({ "plugins": { "weather": { "port": 8080 } } })).await?;
/// assert_eq!(plugins.plugin::<Weather>().unwrap().port.load(Ordering::Relaxed), 8080);
/// # Ok(())
/// # }
/// ```
#[cfg(feature = "config")]
#[extension_point]
pub trait ConfigChanged {
    /// The plugin's section has changed.
    async fn on_config_changed(&self, cx: &PluginContext, change: &ConfigChange) -> Result<(), BoxError>;
}

/// Whether a hook is called of one plugin at a time: of the one that it concerns.
#[cfg(feature = "std")]
pub(crate) fn is_called_alone(hook: &HookInfo) -> bool {
    let hooks = [
        <dyn Lifecycle as ExtensionPoint>::HOOKS,
        <dyn Health as ExtensionPoint>::HOOKS,
        <dyn ErrorHook as ExtensionPoint>::HOOKS,
        #[cfg(feature = "config")]
        <dyn ConfigChanged as ExtensionPoint>::HOOKS,
        #[cfg(feature = "migrations")]
        <dyn crate::migrations::Migrations as ExtensionPoint>::HOOKS,
        #[cfg(web)]
        <dyn crate::routes::Routes as ExtensionPoint>::HOOKS,
    ];
    hooks.iter().any(|hooks| hooks.contains(hook))
}
