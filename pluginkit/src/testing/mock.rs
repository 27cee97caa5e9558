//! A plugin that does what a test tells it to.

use std::fmt;
use std::time::Duration;

use super::faults::{Faults, Phase};
use super::recorder::Recorder;
use crate::{
    BoxError, Error, Health, HealthStatus, Identified, Identity, Lifecycle, LoadError, PluginContext,
};
use crate::{extension, plugin};

/// A plugin that stands in for another one: with the id, version and dependencies that a test gives it, and with the
/// failures, panics and delays that it asks for.
///
/// [`MockPlugin::builder`] makes one; as many as a test needs, each under an id of its own.
///
/// It has every lifecycle hook. So, as every plugin with a `start`, it is called only while it is started: before
/// [`start`](crate::PluginManager::start) and after `stop`, its health is not asked for.
///
/// ```
/// use pluginkit::prelude::*;
/// use pluginkit::testing::{MockPlugin, Recorder, paused};
///
/// let log = Recorder::new();
/// let geo = MockPlugin::builder().id("geo").version("1.2.0").recorder(&log).build()?;
/// let daily = MockPlugin::builder().id("daily").depends_on("geo", "^1").recorder(&log).build()?;
/// let plugins = PluginManager::builder().instance(daily).instance(geo).build()?;
///
/// paused(plugins.start())?;
/// paused(plugins.shutdown())?;
/// log.assert_order(["geo.init", "geo.start", "daily.start", "daily.stop", "geo.stop", "geo.unload"]);
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[plugin(id = "mock", version = "0.0.0", listed)]
#[derive(Debug)]
pub struct MockPlugin {
    health: HealthStatus,
    faults: Faults,
    recorder: Option<Recorder>,
}

impl MockPlugin {
    /// Begins with a plugin that does nothing and is well. It needs an [id](MockPluginBuilder::id).
    ///
    /// ```
    /// use pluginkit::prelude::*;
    /// use pluginkit::testing::MockPlugin;
    ///
    /// let geo = MockPlugin::builder().id("geo").build()?;
    /// let plugins = PluginManager::builder().instance(geo).build()?;
    /// assert!(plugins.ids().eq(["geo"]));
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn builder() -> MockPluginBuilder {
        MockPluginBuilder {
            id: None,
            version: "1.0.0".to_owned(),
            described: Vec::new(),
            plugin: MockPlugin { health: HealthStatus::Ok, faults: Faults::default(), recorder: None },
        }
    }

    async fn reach(&self, cx: &PluginContext, phase: Phase) -> Result<(), BoxError> {
        if let Some(recorder) = &self.recorder {
            recorder.note(format!("{}.{phase}", cx.id()));
        }
        self.faults.strike(phase).await
    }
}

#[extension]
impl Lifecycle for MockPlugin {
    async fn init(&self, cx: &PluginContext) -> Result<(), BoxError> {
        self.reach(cx, Phase::Init).await
    }

    async fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
        self.reach(cx, Phase::Start).await
    }

    async fn stop(&self, cx: &PluginContext) -> Result<(), BoxError> {
        self.reach(cx, Phase::Stop).await
    }

    async fn unload(&self, cx: &PluginContext) -> Result<(), BoxError> {
        self.reach(cx, Phase::Unload).await
    }
}

#[extension]
impl Health for MockPlugin {
    async fn health(&self, cx: &PluginContext) -> HealthStatus {
        match self.reach(cx, Phase::Health).await {
            Ok(()) => self.health.clone(),
            Err(error) => HealthStatus::Failing(error.to_string()),
        }
    }
}

/// Says something of an identity, once there is one.
type Describe = Box<dyn FnOnce(Identity) -> Result<Identity, LoadError> + Send + Sync>;

/// What a [`MockPlugin`] is to be. Begins with [`MockPlugin::builder`].
///
/// Of what is said twice, the last counts. Dependencies add up.
///
/// ```
/// use pluginkit::testing::{MockPlugin, Phase};
///
/// let geo = MockPlugin::builder().id("geo").version("1.2.0").fails(Phase::Start, "no satellite").build()?;
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[must_use = "a builder does nothing until it is built"]
pub struct MockPluginBuilder {
    id: Option<String>,
    version: String,
    described: Vec<Describe>,
    plugin: MockPlugin,
}

/// The methods that hand on to [`Identity`] what plugins say of themselves.
macro_rules! described {
    ($($(#[$doc:meta])* $key:ident,)*) => {
        impl MockPluginBuilder {
            $(
                $(#[$doc])*
                ///
                /// ```
                /// # use pluginkit::{prelude::*, testing::MockPlugin};
                #[doc = concat!("let geo = MockPlugin::builder().id(\"geo\").", stringify!($key), "(\"2.0.0\").build()?;")]
                /// let plugins = PluginManager::builder().instance(geo).build()?;
                /// let geo = plugins.descriptor("geo").unwrap();
                #[doc = concat!("assert_eq!(geo.metadata().", stringify!($key), ".as_deref(), Some(\"2.0.0\"));")]
                /// # Ok::<(), pluginkit::Error>(())
                /// ```
                pub fn $key(self, value: impl Into<String>) -> Self {
                    let value = value.into();
                    self.describe(|identity| Ok(identity.$key(value)))
                }
            )*
        }
    };
}

described! {
    /// Its name for people.
    name,
    /// Who wrote it.
    author,
    /// What it does.
    description,
    /// The version of the host's plugin API that it says it is written against.
    api_version,
    /// The oldest version of the host that it says it works with.
    min_app_version,
    /// The application that it says it is made for.
    target_application,
}

impl MockPluginBuilder {
    /// Its id. There is no default.
    ///
    /// ```
    /// # use pluginkit::testing::MockPlugin;
    /// let geo = MockPlugin::builder().id("geo").build()?;
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn id(self, id: impl Into<String>) -> Self {
        MockPluginBuilder { id: Some(id.into()), ..self }
    }

    /// Its semantic version. The default is `1.0.0`.
    ///
    /// ```
    /// # use pluginkit::{prelude::*, testing::MockPlugin};
    /// let geo = MockPlugin::builder().id("geo").version("1.2.0").build()?;
    /// let plugins = PluginManager::builder().instance(geo).build()?;
    /// assert_eq!(plugins.descriptor("geo").unwrap().version(), "1.2.0");
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn version(self, version: impl Into<String>) -> Self {
        MockPluginBuilder { version: version.into(), ..self }
    }

    /// Makes it need another plugin, in a version that meets this semver requirement.
    ///
    /// ```
    /// # use pluginkit::{prelude::*, testing::MockPlugin};
    /// let geo = MockPlugin::builder().id("geo").build()?;
    /// let daily = MockPlugin::builder().id("daily").depends_on("geo", "^1").build()?;
    /// let plugins = PluginManager::builder().instance(daily).instance(geo).build()?;
    /// assert!(plugins.ids().eq(["geo", "daily"]), "in start order");
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn depends_on(self, id: impl Into<String>, requirement: impl Into<String>) -> Self {
        let (id, requirement) = (id.into(), requirement.into());
        self.describe(move |identity| identity.depends_on(&id, &requirement))
    }

    /// Makes it need another plugin if that one is there; and then in such a version.
    ///
    /// ```
    /// # use pluginkit::{prelude::*, testing::MockPlugin};
    /// let daily = MockPlugin::builder().id("daily").depends_on_optional("geo", "^1").build()?;
    /// let plugins = PluginManager::builder().instance(daily).build()?;
    /// assert!(plugins.ids().eq(["daily"]));
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn depends_on_optional(self, id: impl Into<String>, requirement: impl Into<String>) -> Self {
        let (id, requirement) = (id.into(), requirement.into());
        self.describe(move |identity| identity.depends_on_optional(&id, &requirement))
    }

    /// What it says when it is asked for its health. The default is [`HealthStatus::Ok`].
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// # use pluginkit::testing::{MockPlugin, paused};
    /// let geo = MockPlugin::builder().id("geo").health(HealthStatus::Degraded("fog".to_owned())).build()?;
    /// let plugins = PluginManager::builder().instance(geo).build()?;
    /// paused(plugins.start())?;
    /// assert_eq!(paused(plugins.health()).status(), HealthStatus::Degraded("fog".to_owned()));
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn health(mut self, status: HealthStatus) -> Self {
        self.plugin.health = status;
        self
    }

    /// Makes it fail in this phase, every time. In [`Phase::Health`], it says that it is failing.
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// # use pluginkit::testing::{MockPlugin, Phase, paused};
    /// let geo = MockPlugin::builder().id("geo").fails(Phase::Start, "no satellite").build()?;
    /// let plugins = PluginManager::builder().instance(geo).build()?;
    /// let error = paused(plugins.start()).unwrap_err();
    /// assert!(error.to_string().contains("no satellite"));
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn fails(mut self, phase: Phase, message: impl Into<String>) -> Self {
        self.plugin.faults.fails(phase, message.into());
        self
    }

    /// Makes it panic in this phase, every time. (Instead of failing, where both are asked for: the last one counts.)
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// # use pluginkit::testing::{MockPlugin, Phase, paused};
    /// let geo = MockPlugin::builder().id("geo").panics(Phase::Start, "no satellite").build()?;
    /// let plugins = PluginManager::builder().instance(geo).build()?;
    /// let error = paused(plugins.start()).unwrap_err();
    /// assert!(error.to_string().contains("panicked: no satellite"));
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn panics(mut self, phase: Phase, message: impl Into<String>) -> Self {
        self.plugin.faults.panics(phase, message.into());
        self
    }

    /// Makes this phase take so long, every time, whether it fails then or not. It is the runtime's time, so on a
    /// [paused](super::paused) clock nobody waits for it.
    ///
    /// ```
    /// use std::time::Duration;
    /// # use pluginkit::prelude::*;
    /// # use pluginkit::testing::{MockPlugin, Phase, paused};
    /// use tokio::time::Instant;
    ///
    /// let geo = MockPlugin::builder().id("geo").delays(Phase::Start, Duration::from_mins(1)).build()?;
    /// let plugins = PluginManager::builder().instance(geo).build()?;
    /// paused(async {
    ///     let begin = Instant::now();
    ///     plugins.start().await?;
    ///     assert_eq!(begin.elapsed().as_secs(), 60);
    ///     Ok::<(), pluginkit::Error>(())
    /// })?;
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn delays(mut self, phase: Phase, delay: Duration) -> Self {
        self.plugin.faults.delays(phase, delay);
        self
    }

    /// Makes it note what it is asked to do, as `geo.start`, before it does anything.
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// # use pluginkit::testing::{MockPlugin, Recorder, paused};
    /// let log = Recorder::new();
    /// let geo = MockPlugin::builder().id("geo").recorder(&log).build()?;
    /// let plugins = PluginManager::builder().instance(geo).build()?;
    /// paused(plugins.start())?;
    /// assert_eq!(log.lines(), ["geo.init", "geo.start"]);
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn recorder(mut self, recorder: &Recorder) -> Self {
        self.plugin.recorder = Some(recorder.clone());
        self
    }

    /// The mock, ready for [`instance`](crate::PluginManagerBuilder::instance) or
    /// [`register`](crate::PluginManager::register).
    ///
    /// # Errors
    /// When there is no id. And [`LoadError`], when the id or the id of a dependency is none, when the version is no semantic
    /// version, or a requirement no semver requirement. The first mistake is reported.
    ///
    /// ```
    /// # use pluginkit::testing::MockPlugin;
    /// let error = MockPlugin::builder().build().unwrap_err();
    /// assert!(error.to_string().contains(".id("));
    /// ```
    pub fn build(self) -> Result<Identified<MockPlugin>, Error> {
        let id = self.id.ok_or(LoadError::MockWithoutId)?;
        let mut identity = Identity::new(&id, &self.version)?;
        for describe in self.described {
            identity = describe(identity)?;
        }
        Ok(Identified::new(identity, self.plugin))
    }

    fn describe(
        mut self,
        describe: impl FnOnce(Identity) -> Result<Identity, LoadError> + Send + Sync + 'static,
    ) -> Self {
        self.described.push(Box::new(describe));
        self
    }
}

impl fmt::Debug for MockPluginBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockPluginBuilder")
            .field("id", &self.id)
            .field("version", &self.version)
            .field("plugin", &self.plugin)
            .finish_non_exhaustive()
    }
}
