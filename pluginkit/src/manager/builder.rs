//! From a wish list to a manager, or to everything that stands in its way.

use std::fmt;
use std::sync::Arc;
#[cfg(background_runtime)]
use std::time::Duration;

use semver::Version;

use super::admit::Extensions;
use super::gather::{Gathered, gather, missing};
use super::inspection::available;
use super::policies::Rule;
use super::roster::Roster;
use super::settings::Settings;
use super::shared::{Shared, State};
use super::{PluginDescriptor, PluginManager};
#[cfg(feature = "config")]
use crate::config::Config;
use crate::error::{LoadError, PluginError, StateError};
use crate::id::PluginId;
use crate::plugin::{AnyPlugin, IntoInstance, Plugin, PluginEntry};
use crate::policy::HookPolicy;
use crate::set::{PluginSet, Recipient};
use crate::state::{Severity, Source, StartPolicy};

/// What a manager is made of. Begins with [`PluginManager::builder`].
///
/// ```
/// use pluginkit::prelude::*;
///
/// #[plugin(id = "geo", version = "1.2.0", listed)]
/// #[derive(Default)]
/// struct Geo;
///
/// let plugins = PluginManager::builder().plugin::<Geo>().expect(["geo"]).build()?;
/// assert!(plugins.ids().eq(["geo"]));
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Default)]
#[must_use = "a builder does nothing until it is built"]
pub struct PluginManagerBuilder {
    asked: Vec<Gathered>,
    discover: bool,
    expected: Vec<String>,
    application: Option<String>,
    app_version: Option<String>,
    settings: Settings,
    /// Found while it was put together.
    mistakes: Vec<LoadError>,
}

impl PluginManagerBuilder {
    /// Takes in a plugin type; an instance is made by its `Default`.
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// # #[plugin(id = "geo", version = "1.2.0", listed)] #[derive(Default)] struct Geo;
    /// let plugins = PluginManager::builder().plugin::<Geo>().build()?;
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn plugin<P: Plugin>(self) -> Self {
        self.plugins([PluginEntry::of::<P>()])
    }

    /// Takes in an instance that you made: the plugin itself, or an `Arc` that you keep a clone of.
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// #[plugin(id = "counter", version = "1.0.0", listed)]
    /// struct Counter { start: u32 }
    ///
    /// let plugins = PluginManager::builder().instance(Counter { start: 7 }).build()?;
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn instance<I: IntoInstance>(mut self, plugin: I) -> Self {
        let entry = PluginEntry::of::<I::Plugin>();
        let identity = plugin.identity();
        let instance: AnyPlugin = plugin.into_instance();
        self.asked.push(Gathered::new(entry, identity, Source::Instance, Some(instance)));
        self
    }

    /// Takes in a list of plugin types, as [`plugins!`](crate::plugins) makes it.
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// # #[plugin(id = "geo", version = "1.2.0", listed)] #[derive(Default)] struct Geo;
    /// let plugins = PluginManager::builder().plugins(plugins![Geo]).build()?;
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn plugins(mut self, plugins: impl IntoIterator<Item = PluginEntry>) -> Self {
        let listed = plugins.into_iter().map(|entry| Gathered::new(entry, None, Source::Listed, None));
        self.asked.extend(listed);
        self
    }

    /// Takes in the plugins of a [set](crate::plugin_set), as instances. Several sets may be handed over, and other plugins listed and
    /// discovered beside them.
    ///
    /// ```
    /// use pluginkit::prelude::*;
    ///
    /// #[plugin(id = "weather", version = "1.0.0", listed)]
    /// struct Weather { city: String }
    ///
    /// plugin_set! {
    ///     struct Newsroom { weather: Weather }
    ///     points: [];
    /// }
    ///
    /// let set = Newsroom { weather: Weather { city: "Kiel".into() } };
    /// let plugins = PluginManager::builder().set(set).build()?;
    /// assert_eq!(plugins.plugin::<Weather>().unwrap().city, "Kiel");
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn set<S: PluginSet>(self, set: S) -> Self {
        set.hand_over(self)
    }

    /// Takes in whatever else is linked into this binary, except plugins that are declared `listed`.
    ///
    /// ```
    /// let plugins = pluginkit::PluginManager::builder().discover().build()?;
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn discover(mut self) -> Self {
        self.discover = true;
        self
    }

    /// Makes `build` fail when one of these plugin ids, or a plugin of one of these crates, is not there; or when the plugin of
    /// one of these ids is kept out by a gate.
    ///
    /// This is how a host notices that a plugin crate has not been linked: see [`plugins!`](crate::plugins).
    ///
    /// ```
    /// let error = pluginkit::PluginManager::builder().discover().expect(["tides"]).build().unwrap_err();
    /// assert!(error.to_string().contains("use tides as _;"));
    /// ```
    pub fn expect<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.expected.extend(names.into_iter().map(Into::into));
        self
    }

    /// Says who the host is: plugins made for another application are kept out
    /// ([`WrongApplication`](crate::FilterReason::WrongApplication)), and so are those that do not say which one they are made for
    /// ([`MissingTargetApplication`](crate::FilterReason::MissingTargetApplication)), and those whose `min_app_version` is higher than
    /// this version ([`IncompatibleAppVersion`](crate::FilterReason::IncompatibleAppVersion)).
    ///
    /// A host that has only a version to say uses [`app_version`](PluginManagerBuilder::app_version).
    ///
    /// ```
    /// # use pluginkit::{FilterReason, prelude::*};
    /// #[plugin(id = "weather", version = "1.0.0", target_application = "cookbook", listed)]
    /// #[derive(Default)]
    /// struct Weather;
    ///
    /// let plugins = PluginManager::builder().application("newsroom", "1.5.0").plugin::<Weather>().build()?;
    /// assert_eq!(plugins.discovery().by_reason(FilterReason::WrongApplication), ["weather"]);
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn application(mut self, id: impl Into<String>, version: impl Into<String>) -> Self {
        self.application = Some(id.into());
        self.app_version(version)
    }

    /// Says which version the host is, a semantic version.
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// let plugins = PluginManager::builder().app_version("1.5.0").build()?;
    /// assert!(PluginManager::builder().app_version("latest").build().is_err());
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn app_version(mut self, version: impl Into<String>) -> Self {
        self.app_version = Some(version.into());
        self
    }

    /// Says which version the host's plugin API has: a name, which a plugin's `api_version` equals or does not.
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// let plugins = PluginManager::builder().api_version("2").build()?;
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn api_version(mut self, version: impl Into<String>) -> Self {
        self.settings.host.api_version = Some(version.into());
        self
    }

    /// What it means that a plugin is written against another version of the API. By default, a warning.
    ///
    /// ```
    /// # use pluginkit::{Severity, prelude::*};
    /// let plugins = PluginManager::builder().api_version("2").api_version_severity(Severity::Error).build()?;
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn api_version_severity(mut self, severity: Severity) -> Self {
        self.settings.host.api_version_severity = severity;
        self
    }

    /// What it means that a plugin needs a newer host. By default, an error.
    ///
    /// ```
    /// # use pluginkit::{Severity, prelude::*};
    /// let plugins = PluginManager::builder().app_version("1.0.0").app_version_severity(Severity::Warning).build()?;
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn app_version_severity(mut self, severity: Severity) -> Self {
        self.settings.host.app_version_severity = severity;
        self
    }

    /// Takes in these plugins only. The others are kept out ([`NotEnabled`](crate::FilterReason::NotEnabled)); an id that nobody has is
    /// reported ([`NotDiscovered`](crate::FilterReason::NotDiscovered)). Said twice, both lists count.
    ///
    /// ```
    /// # use pluginkit::{FilterReason, prelude::*};
    /// # #[plugin(id = "weather", version = "1.0.0", listed)] #[derive(Default)] struct Weather;
    /// let plugins = PluginManager::builder().plugin::<Weather>().enabled(["geo"]).build()?;
    /// assert_eq!(plugins.discovery().by_reason(FilterReason::NotEnabled), ["weather"]);
    /// assert_eq!(plugins.discovery().by_reason(FilterReason::NotDiscovered), ["geo"]);
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn enabled<N: Into<String>>(mut self, ids: impl IntoIterator<Item = N>) -> Self {
        self.settings.host.enabled.get_or_insert_default().extend(ids.into_iter().map(Into::into));
        self
    }

    /// Keeps these plugins out ([`Disabled`](crate::FilterReason::Disabled)).
    ///
    /// ```
    /// # use pluginkit::{FilterReason, prelude::*};
    /// # #[plugin(id = "weather", version = "1.0.0", listed)] #[derive(Default)] struct Weather;
    /// let plugins = PluginManager::builder().plugin::<Weather>().disabled(["weather"]).build()?;
    /// assert_eq!(plugins.discovery().by_reason(FilterReason::Disabled), ["weather"]);
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn disabled<N: Into<String>>(mut self, ids: impl IntoIterator<Item = N>) -> Self {
        self.settings.host.disabled.extend(ids.into_iter().map(Into::into));
        self
    }

    /// Asks the host about each plugin that has passed the other gates, before an instance is made: an `Err` keeps the plugin
    /// out ([`PreActivateRejected`](crate::FilterReason::PreActivateRejected)), a panic too
    /// ([`LoadFailed`](crate::FilterReason::LoadFailed)). Said twice, both are asked.
    ///
    /// ```
    /// # use pluginkit::{FilterReason, PluginDescriptor, prelude::*};
    /// # #[plugin(id = "pro-charts", version = "1.0.0", listed)] #[derive(Default)] struct Charts;
    /// let licensed = |plugin: &PluginDescriptor| {
    ///     if plugin.id().as_str().starts_with("pro-") { Err("no licence".to_owned()) } else { Ok(()) }
    /// };
    /// let plugins = PluginManager::builder().plugin::<Charts>().pre_activate(licensed).build()?;
    /// assert_eq!(plugins.discovery().by_reason(FilterReason::PreActivateRejected), ["pro-charts"]);
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn pre_activate(
        mut self,
        ask: impl Fn(&PluginDescriptor) -> Result<(), String> + Send + Sync + 'static,
    ) -> Self {
        self.settings.pre_activate.push(Arc::new(ask));
        self
    }

    /// What becomes of the others when a plugin cannot be started.
    ///
    /// ```
    /// # use pluginkit::{StartPolicy, prelude::*};
    /// let plugins = PluginManager::builder().start_policy(StartPolicy::Continue).build()?;
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn start_policy(mut self, policy: StartPolicy) -> Self {
        self.settings.start_policy = policy;
        self
    }

    /// How long each hook of [`Lifecycle`](crate::Lifecycle) may take, with everything that wraps it; whatever the plugin's own
    /// `#[extension(timeout = ..)]` allows. An asynchronous hook is dropped then, and its plugin is failed; a synchronous one
    /// cannot be stopped from outside, and has to have a `timeout` of its own.
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// use std::time::Duration;
    /// let plugins = PluginManager::builder().lifecycle_timeout(Duration::from_secs(30)).build()?;
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    #[cfg(background_runtime)]
    pub fn lifecycle_timeout(mut self, limit: Duration) -> Self {
        self.settings.lifecycle_timeout = Some(limit);
        self
    }

    /// The same for [`Health`](crate::Health).
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// use std::time::Duration;
    /// let plugins = PluginManager::builder().health_timeout(Duration::from_secs(1)).build()?;
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    #[cfg(background_runtime)]
    pub fn health_timeout(mut self, limit: Duration) -> Self {
        self.settings.health_timeout = Some(limit);
        self
    }

    /// Where the configuration comes from. Said twice, the second counts.
    ///
    /// ```
    /// use pluginkit::{Config, prelude::*};
    ///
    /// let config = Config::new().overlay(serde_json::json!({ "server": { "port": 8080 } })).env("APP");
    /// let plugins = PluginManager::builder().config(config).build()?;
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    #[cfg(feature = "config")]
    pub fn config(mut self, config: Config) -> Self {
        self.settings.config.0 = config;
        self
    }

    /// What is asked of the implementations of hooks: of one (`"feed.fetch"`), of all of a point (`"feed"`), or of those that a
    /// pattern stands for, in which `*` stands for any run of characters within one word and `**` for any number of words. Said
    /// twice of a hook, the last counts, key by key; before all of them counts what the point says, and before that what the
    /// extension says.
    ///
    /// It does not hold for the points that the manager itself calls ([`Lifecycle`](crate::Lifecycle), [`Health`](crate::Health),
    /// [`ErrorHook`](crate::ErrorHook), [`HookObserver`](crate::HookObserver)), nor for wrappers.
    ///
    /// A text that is no pattern makes `build` fail.
    ///
    /// ```
    /// use std::time::Duration;
    /// use pluginkit::{HookPolicy, OnSlow, PluginManager};
    ///
    /// let slow = HookPolicy::new().slow(Duration::from_millis(50));
    /// let plugins = PluginManager::builder()
    ///     .policy("**", slow)
    ///     .policy("feed", slow.on_slow(OnSlow::Disable { after: 3 }))
    ///     .build()?;
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn policy(mut self, hooks: impl AsRef<str>, policy: HookPolicy) -> Self {
        match Rule::read(hooks.as_ref(), policy) {
            Ok(rule) => self.settings.rules.push(rule),
            Err(source) => self.mistakes.push(LoadError::BadPolicy { source }),
        }
        self
    }

    /// Every plugin type that is linked into this binary or has been listed here, by id. Nothing is constructed for it.
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// # #[plugin(id = "weather", version = "1.0.0", listed)] #[derive(Default)] struct Weather;
    /// let available = PluginManager::builder().plugin::<Weather>().available();
    /// assert!(available.iter().any(|plugin| plugin.id() == "weather"));
    /// ```
    pub fn available(&self) -> Vec<PluginEntry> {
        available(self.asked.iter().map(|plugin| plugin.entry).collect())
    }

    /// Puts everything in order, asks the gates, and makes the instances, dependencies first.
    ///
    /// A plugin that a gate keeps out, for a dependency that is missing as much as for a constructor that panics, keeps out those
    /// who need it and nobody else: see [`PluginManager::discovery`]. Whom the program cannot do without is best
    /// [expected](PluginManagerBuilder::expect).
    ///
    /// # Errors
    /// Every mistake of the program there is, not only the first: plugins that are expected and not linked, or kept out; ids
    /// used twice; `before` and `after` that contradict each other; an application version that is none. Nothing is constructed
    /// while there is a mistake that can be seen without.
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// let error = PluginManager::builder().expect(["weather", "geo"]).build().unwrap_err();
    /// assert_eq!(error.iter().count(), 2);
    /// ```
    pub fn build(mut self) -> Result<PluginManager, PluginError> {
        let mut errors = std::mem::take(&mut self.mistakes);
        self.settings.host.app_version = self.read_app_version().unwrap_or_else(|error| {
            errors.push(error);
            None
        });
        self.settings.host.application = self.application.take();
        let gathered = gather(self.asked, self.discover, &mut errors);
        if self.discover && gathered.is_empty() {
            tracing::warn!(
                "no plugin is linked into this binary; rustc drops crates that no code names, see `pluginkit::plugins!`"
            );
        }
        errors.extend(missing(&self.expected, &gathered));
        let mut errors: Vec<PluginError> = errors.into_iter().map(PluginError::from).collect();
        #[cfg(feature = "config")]
        errors.extend(self.settings.load_config(&gathered));

        let shared = Shared::new(self.settings);
        let extensions = Extensions::linked();
        let members = gathered.into_iter().map(|Gathered { entry, identity, source, instance, .. }| {
            shared.member(entry, identity, source, instance, extensions.of(entry))
        });
        let members: Vec<_> = members.collect();
        {
            let mut state = shared.state();
            let contradictions = state.roster.add(members);
            let quarrels = state.roster.quarrels(state.roster.points());
            errors.extend(contradictions.into_iter().chain(quarrels).map(PluginError::from));
            let (undiscovered, no_ids) = shared.undiscovered(&state.roster);
            state.undiscovered = undiscovered;
            errors.extend(no_ids.into_iter().map(PluginError::from));
            errors.extend(state.kept_out(&self.expected));
        }
        #[cfg(feature = "config")]
        errors.extend(shared.configure().err());
        PluginError::all(errors)?;
        shared.admit_all();
        shared.conclude();
        let kept_out: Vec<PluginError> = shared.state().kept_out(&self.expected).collect();
        PluginError::all(kept_out)?;
        Ok(PluginManager { shared })
    }

    fn read_app_version(&self) -> Result<Option<Version>, LoadError> {
        let Some(version) = &self.app_version else { return Ok(None) };
        Version::parse(version).map(Some).map_err(|source| LoadError::BadApplicationVersion {
            application: self.application.clone().unwrap_or_else(|| "(no id)".to_owned()),
            version: version.clone(),
            source: Arc::new(source),
        })
    }
}

impl Recipient for PluginManagerBuilder {
    fn take<P: Plugin>(self, plugin: P) -> Self {
        self.instance(plugin)
    }
}

impl Shared {
    /// Ids that the host enables and nobody has; and what is no id at all.
    fn undiscovered(&self, roster: &Roster) -> (Vec<PluginId>, Vec<LoadError>) {
        let enabled = self.settings.host.enabled.iter().flatten().filter(|id| roster.find(id).is_none());
        let (mut undiscovered, mut no_ids) = (Vec::new(), Vec::new());
        for id in enabled {
            match PluginId::try_from(id.as_str()) {
                Ok(id) => undiscovered.push(id),
                Err(error) => no_ids.push(LoadError::from(error)),
            }
        }
        (undiscovered, no_ids)
    }

    /// Remembers what has been found, and says what is wrong.
    fn conclude(&self) {
        let discovery = self.discovery();
        for error in discovery.errors().iter().filter(|error| error.severity() == Severity::Error) {
            tracing::warn!(plugin = %error.plugin(), phase = %error.phase(), %error, "plugin kept out");
        }
        self.state().last_discovery = discovery;
    }
}

impl State {
    /// Those of the expected whom a gate keeps out.
    fn kept_out(&self, expected: &[String]) -> impl Iterator<Item = PluginError> {
        expected.iter().filter_map(|id| match self.roster.filtered(self.roster.find(id)?)? {
            StateError::Filtered { id, reason, why } => {
                Some(PluginError::from(LoadError::NotActivated { id, reason, why }))
            }
            _ => None,
        })
    }
}

impl fmt::Debug for PluginManagerBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let asked: Vec<&str> = self.asked.iter().map(|plugin| plugin.identity.id.as_str()).collect();
        f.debug_struct("PluginManagerBuilder")
            .field("plugins", &asked)
            .field("discover", &self.discover)
            .field("expected", &self.expected)
            .finish_non_exhaustive()
    }
}
