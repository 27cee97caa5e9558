use pluginkit::prelude::*;

#[plugin(id = "audit", version = "1.0.0", listed)]
#[derive(Default)]
struct Audit;

#[extension(wrapper)]
impl LifecycleWrapper for Audit {
    async fn start(&self, _: &PluginContext, next: Next<'_>) {
        let _ = next.run().await;
    }
    async fn stop(&self, _: &PluginContext, next: Next<'_>) -> Result<(), BoxError> {
        next.run().await?;
        Ok(())
    }
}

fn main() {}
