use std::sync::atomic::{AtomicUsize, Ordering};

use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    fn fetch(&self) -> Result<String, BoxError>;
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather(AtomicUsize);

#[extension]
impl Lifecycle for Weather {
    async fn start(&self, _: &PluginContext) -> Result<(), BoxError> {
        Ok(())
    }
}

#[extension]
impl Health for Weather {
    fn health(&self, cx: &PluginContext) -> HealthStatus {
        HealthStatus::Degraded(cx.id().to_string())
    }
}

#[extension]
impl ErrorHook for Weather {
    fn on_error(&self, _: &PluginContext, _: &HookError) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[extension]
impl Feed for Weather {
    fn fetch(&self) -> Result<String, BoxError> {
        Err("no network".into())
    }
}

#[extension(wrapper)]
impl LifecycleWrapper for Weather {
    async fn start(&self, _: &PluginContext, next: Next<'_>) -> HookResult<()> {
        next.run().await
    }
    fn stop(&self, _: &PluginContext, _: Next<'_>) -> HookResult<()> {
        Ok(())
    }
}

#[extension(wrapper)]
impl HealthWrapper for Weather {
    async fn health(&self, _: &PluginContext, next: Next<'_>) -> HookResult<Vec<HealthStatus>> {
        next.run().await
    }
}

#[extension(wrapper)]
impl ErrorHookWrapper for Weather {
    async fn on_error(&self, _: &PluginContext, _: &HookError, next: Next<'_>) -> HookResult<()> {
        next.run().await
    }
}

fn main() -> Result<(), pluginkit::Error> {
    let plugins = PluginManager::builder().plugin::<Weather>().build()?;
    plugins.blocking().start()?;
    assert!(plugins.caller::<dyn Feed>().fetch().is_err());
    assert_eq!(plugins.plugin::<Weather>().unwrap().0.load(Ordering::Relaxed), 1);
    let status = plugins.blocking().health()?.get("weather").unwrap().status.clone();
    assert_eq!(status, HealthStatus::Degraded("weather".to_owned()));
    plugins.blocking().shutdown()
}
