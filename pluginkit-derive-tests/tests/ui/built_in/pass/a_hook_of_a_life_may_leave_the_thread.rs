use std::sync::OnceLock;
use std::thread;

use pluginkit::prelude::*;

// What a hook is handed can be owned, so it may run on the pool.
#[plugin(id = "limited", version = "1.0.0", listed)]
#[derive(Default)]
struct Limited(OnceLock<thread::ThreadId>);

#[extension(timeout = "1m")]
impl Lifecycle for Limited {
    fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
        assert_eq!(cx.id().as_str(), "limited");
        self.0.set(thread::current().id()).map_err(|_| "it is started once".into())
    }
}

#[extension(timeout = "1m")]
impl Health for Limited {
    fn health(&self, _: &PluginContext) -> HealthStatus {
        HealthStatus::Ok
    }
}

#[extension(timeout = "1m")]
impl ErrorHook for Limited {
    fn on_error(&self, _: &PluginContext, error: &HookError) {
        drop(error.clone());
    }
}

#[plugin(id = "slow", version = "1.0.0", listed)]
#[derive(Default)]
struct Slow(OnceLock<thread::ThreadId>);

#[extension(blocking)]
impl Lifecycle for Slow {
    fn start(&self, _: &PluginContext) -> Result<(), BoxError> {
        self.0.set(thread::current().id()).map_err(|_| "it is started once".into())
    }
}

#[plugin(id = "patient", version = "1.0.0", listed)]
#[derive(Default)]
struct Patient;

#[extension(timeout = "1m")]
impl Lifecycle for Patient {
    async fn start(&self, _: &PluginContext) -> Result<(), BoxError> {
        Ok(())
    }
}

fn main() -> Result<(), pluginkit::Error> {
    let plugins = PluginManager::builder().plugins(plugins![Limited, Slow, Patient]).build()?;
    plugins.blocking().start()?;
    let here = thread::current().id();
    assert!(plugins.plugin::<Limited>().unwrap().0.get().is_some_and(|there| *there != here));
    assert!(plugins.plugin::<Slow>().unwrap().0.get().is_some_and(|there| *there != here));
    assert_eq!(plugins.blocking().health()?.get("limited").unwrap().status, HealthStatus::Ok);
    plugins.blocking().stop()
}
