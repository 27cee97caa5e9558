use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Lifecycle for Weather {
    fn strat(&self, _: &PluginContext) -> Result<(), BoxError> {
        Ok(())
    }
    fn shutdown(&self, _: &PluginContext) -> Result<(), BoxError> {
        Ok(())
    }
}

#[extension]
impl Health for Weather {
    fn heath(&self, _: &PluginContext) -> HealthStatus {
        HealthStatus::Ok
    }
}

#[extension]
impl ErrorHook for Weather {
    fn error(&self, _: &PluginContext, _: &HookError) {}
}

fn main() {}
