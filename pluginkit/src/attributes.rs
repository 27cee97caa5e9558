//! The attributes: what they make, and what they take.

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
/// `E` is anything that becomes a [`BoxError`](crate::BoxError). Arguments are references, or owned values that are `Clone`, because every
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
///   `<hook>_history()` ([`History`](crate::History)) and, where the hook collects, `<hook>_remembered(.., |answer| ..)`, which hands on answers
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
/// * `slow = "50ms"`: from when on a call is slow. Slow calls are reported, to `tracing` and as [`PluginEvent::HookSlow`](crate::PluginEvent::HookSlow).
/// * `on_slow = warn | disable(after = 3)`: what becomes of it: no more than that (the default), or, after so many slow calls in a row,
///   each hook on its own is left out of calls until it is [restored](crate::PluginManager::restore).
/// * `breaker(failures = 5, within = "10s", retry = "30s")`: a hook that failed so often in that time is left out of calls, and tried
///   again after a while: see [`Breaker`](crate::Breaker). What of this an extension does not say, its point may say, or the manager: see [`HookPolicy`](crate::HookPolicy).
/// * `blocking`: synchronous implementations of async hooks run on that pool, so that they do not hold up the runtime.
/// * `when = path`: a function that gets `&self` and the arguments (references as they are, owned ones by reference), and
///   says whether this call is for this plugin.
/// * `barrier`: in a hook that is `concurrent`, it begins when all before it have returned, and nobody after it begins until it has.
/// * `on = "user.*"`, `arguments`: in an extension of [`HookObserver`](crate::HookObserver), which hooks it sees, and whether with their arguments.
/// * `requires = "^1.1"`: the versions of the point that this is written for, checked by the compiler.
/// * `wrapper`: the `impl` is one of the wrapper trait; see [`Next`](crate::Next).
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
/// * `name`, `author`, `description`, `api_version`, `min_app_version`, `target_application`: see [`Metadata`](crate::Metadata).
/// * `listed`: never taken in by [`PluginManager::discover`](crate::PluginManager::discover), only when it is listed or handed over.
/// * `config = WeatherConfig`: the type of the plugin's configuration, a `serde::Deserialize` from which the plugin can be made, by
///   `From` or `TryFrom`. Needs the feature `config`.
/// * `crate = path`: where to find `pluginkit`.
///
/// An instance is made by `Default`, or of its configuration, or handed to [`PluginManagerBuilder::instance`](crate::PluginManagerBuilder::instance).
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
