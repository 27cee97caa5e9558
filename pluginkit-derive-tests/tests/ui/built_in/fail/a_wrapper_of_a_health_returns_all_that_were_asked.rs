use pluginkit::prelude::*;

#[plugin(id = "audit", version = "1.0.0", listed)]
#[derive(Default)]
struct Audit;

#[extension(wrapper)]
impl HealthWrapper for Audit {
    async fn health(&self, _: &PluginContext, _: Next<'_>) -> HealthStatus {
        HealthStatus::Ok
    }
}

fn main() {}
