//! Failures for plugins that have none of their own.

use std::collections::BTreeMap;
use std::time::Duration;

use super::faults::{Faults, Phase};
use crate::{
    BoxError, HealthStatus, HookError, HookResult, Lifecycle, LifecycleWrapper, Next, PluginContext,
};
use crate::{HealthWrapper, extension, plugin};

/// A plugin that makes *other, real* plugins fail, panic or take their time.
///
/// It surrounds their lifecycle hooks and their health, as the innermost wrapper: everything further out, the host's own
/// wrappers and limits too, sees what it would see if the plugin itself did it. Only that the [`HookError`](crate::HookError)
/// names `sabotage`, where the [`StartError`](crate::StartError) or [`StopError`](crate::StopError) around it names the
/// plugin.
///
/// It strikes every time. `plugins.disable("sabotage")` lets everybody alone, `enable` begins again. Like every wrapper it is
/// silent while it is stopped itself; it starts first and stops last, so that this matters only where single plugins are
/// started after everything has been stopped. An id that no plugin has is not noticed.
///
/// The host's gates hold for it too. Where an [`application`](crate::PluginManagerBuilder::application) is set, it has to say that
/// it is made for that one, and where plugins are `enabled`, it has to be among them.
///
/// ```
/// use pluginkit::prelude::*;
/// use pluginkit::testing::{Phase, Sabotage, paused};
///
/// #[plugin(id = "weather", version = "1.0.0", listed)]
/// #[derive(Default)]
/// struct Weather;
///
/// #[extension]
/// impl Lifecycle for Weather {
///     async fn start(&self, _cx: &PluginContext) -> Result<(), BoxError> {
///         Ok(())
///     }
/// }
///
/// let sabotage = Sabotage::new().fails("weather", Phase::Start, "a storm");
/// let plugins = PluginManager::builder().plugin::<Weather>().instance(sabotage).build()?;
/// assert!(paused(plugins.start()).unwrap_err().to_string().contains("a storm"));
///
/// plugins.disable("sabotage")?;
/// paused(plugins.start())?;
/// # Ok::<(), pluginkit::Error>(())
/// ```
///
/// For a host that says which application it is:
///
/// ```
/// use pluginkit::testing::{Phase, Sabotage};
/// use pluginkit::{Identified, Identity, PluginManager};
///
/// let sabotage = Sabotage::new().fails("weather", Phase::Start, "a storm");
/// let identity = Identity::new("sabotage", "1.0.0")?.target_application("newsroom");
/// let builder = PluginManager::builder().application("newsroom", "2.0.0");
/// let plugins = builder.instance(Identified::new(identity, sabotage)).build()?;
/// assert!(plugins.ids().eq(["sabotage"]));
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[plugin(id = "sabotage", version = "0.0.0", listed)]
#[derive(Debug, Default)]
pub struct Sabotage {
    victims: BTreeMap<String, Faults>,
}

impl Sabotage {
    /// One that lets everybody alone.
    ///
    /// ```
    /// use pluginkit::prelude::*;
    /// use pluginkit::testing::{Sabotage, paused};
    ///
    /// let plugins = PluginManager::builder().instance(Sabotage::new()).build()?;
    /// paused(plugins.start())?;
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn new() -> Self {
        Sabotage::default()
    }

    /// Makes this plugin fail in this phase, instead of running its hook.
    ///
    /// ```
    /// # use pluginkit::{prelude::*, testing::{MockPlugin, Phase, Sabotage, paused}};
    /// let sabotage = Sabotage::new().fails("geo", Phase::Stop, "stuck");
    /// # let geo = MockPlugin::builder().id("geo").build()?;
    /// let plugins = PluginManager::builder().instance(geo).instance(sabotage).build()?;
    /// paused(plugins.start())?;
    /// assert!(paused(plugins.stop()).unwrap_err().to_string().contains("stuck"));
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    #[must_use]
    pub fn fails(mut self, plugin: impl Into<String>, phase: Phase, message: impl Into<String>) -> Self {
        self.victim(plugin).fails(phase, message.into());
        self
    }

    /// Makes this plugin panic in this phase, instead of running its hook. (And instead of failing, where both are asked
    /// for: the last one counts.)
    ///
    /// ```
    /// # use pluginkit::{prelude::*, testing::{MockPlugin, Phase, Sabotage, paused}};
    /// let sabotage = Sabotage::new().panics("geo", Phase::Init, "no memory");
    /// # let geo = MockPlugin::builder().id("geo").build()?;
    /// let plugins = PluginManager::builder().instance(geo).instance(sabotage).build()?;
    /// assert!(paused(plugins.start()).unwrap_err().to_string().contains("panicked: no memory"));
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    #[must_use]
    pub fn panics(mut self, plugin: impl Into<String>, phase: Phase, message: impl Into<String>) -> Self {
        self.victim(plugin).panics(phase, message.into());
        self
    }

    /// Makes this phase of this plugin begin so much later. Its hook runs then, unless it is to fail too. It is the
    /// runtime's time, so on a [paused](super::paused) clock nobody waits for it. A `timeout` of the plugin's own extension
    /// does not count it; the host's `lifecycle_timeout` and `health_timeout` do.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use pluginkit::{prelude::*, testing::{MockPlugin, Phase, Sabotage, paused}};
    /// let sabotage = Sabotage::new().delays("geo", Phase::Start, Duration::from_mins(1));
    /// # let geo = MockPlugin::builder().id("geo").build()?;
    /// let builder = PluginManager::builder().instance(geo).instance(sabotage);
    /// let plugins = builder.lifecycle_timeout(Duration::from_secs(30)).build()?;
    /// assert!(paused(plugins.start()).unwrap_err().to_string().contains("timed out after 30s"));
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    #[must_use]
    pub fn delays(mut self, plugin: impl Into<String>, phase: Phase, delay: Duration) -> Self {
        self.victim(plugin).delays(phase, delay);
        self
    }

    fn victim(&mut self, plugin: impl Into<String>) -> &mut Faults {
        self.victims.entry(plugin.into()).or_default()
    }

    async fn strike(&self, cx: &PluginContext, phase: Phase) -> Result<(), HookError> {
        match self.victims.get(cx.id().as_str()) {
            Some(faults) => Ok(faults.strike(phase).await?),
            None => Ok(()),
        }
    }
}

/// A hook that does nothing, for the sake of its priority: who starts first stops last, and so is there to strike when the
/// others stop.
#[extension(priority = 2147483647)]
impl Lifecycle for Sabotage {
    fn stop(&self, _cx: &PluginContext) -> Result<(), BoxError> {
        Ok(())
    }
}

#[extension(wrapper, priority = -2147483648)]
impl LifecycleWrapper for Sabotage {
    async fn init(&self, cx: &PluginContext, next: Next<'_>) -> HookResult<()> {
        self.strike(cx, Phase::Init).await?;
        next.run().await
    }

    async fn start(&self, cx: &PluginContext, next: Next<'_>) -> HookResult<()> {
        self.strike(cx, Phase::Start).await?;
        next.run().await
    }

    async fn stop(&self, cx: &PluginContext, next: Next<'_>) -> HookResult<()> {
        self.strike(cx, Phase::Stop).await?;
        next.run().await
    }

    async fn unload(&self, cx: &PluginContext, next: Next<'_>) -> HookResult<()> {
        self.strike(cx, Phase::Unload).await?;
        next.run().await
    }
}

#[extension(wrapper, priority = -2147483648)]
impl HealthWrapper for Sabotage {
    async fn health(&self, cx: &PluginContext, next: Next<'_>) -> HookResult<Vec<HealthStatus>> {
        self.strike(cx, Phase::Health).await?;
        next.run().await
    }
}
