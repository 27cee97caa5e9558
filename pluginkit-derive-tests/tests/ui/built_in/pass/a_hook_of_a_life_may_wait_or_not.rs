use std::future::{Future, Ready, ready};
use std::sync::atomic::{AtomicUsize, Ordering};

use pluginkit::prelude::*;

#[plugin(id = "waits", version = "1.0.0", listed)]
#[derive(Default)]
struct Waits(AtomicUsize);

#[extension]
impl Lifecycle for Waits {
    async fn init(&self, _: &PluginContext) -> Result<(), BoxError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
    async fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
        assert_eq!(cx.id().as_str(), "waits");
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
    async fn stop(&self, _: &PluginContext) -> Result<(), BoxError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
    async fn unload(&self, _: &PluginContext) -> Result<(), BoxError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

#[plugin(id = "does-not", version = "1.0.0", listed)]
#[derive(Default)]
struct DoesNot(AtomicUsize);

#[extension]
impl Lifecycle for DoesNot {
    fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
        assert_eq!(cx.id().as_str(), "does-not");
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
    fn stop(&self, _: &PluginContext) -> Result<(), BoxError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

#[plugin(id = "both", version = "1.0.0", listed)]
#[derive(Default)]
struct Both(AtomicUsize);

#[extension]
impl Lifecycle for Both {
    fn start(&self, _: &PluginContext) -> Result<(), BoxError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
    fn stop(&self, _: &PluginContext) -> impl Future<Output = Result<(), BoxError>> + Send {
        self.0.fetch_add(1, Ordering::Relaxed);
        let done: Ready<Result<(), BoxError>> = ready(Ok(()));
        done
    }
}

fn main() -> Result<(), pluginkit::Error> {
    let plugins = PluginManager::builder().plugins(plugins![Waits, DoesNot, Both]).build()?;
    plugins.blocking().start()?;
    plugins.blocking().shutdown()?;
    Ok(())
}
