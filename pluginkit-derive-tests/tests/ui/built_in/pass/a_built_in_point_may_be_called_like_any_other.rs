use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Health for Weather {
    async fn health(&self, _: &PluginContext) -> HealthStatus {
        HealthStatus::Ok
    }
}

/// Asks for everybody's health with its own context.
#[plugin(id = "doctor", version = "1.0.0", depends_on(Weather), listed)]
#[derive(Default)]
struct Doctor;

#[extension]
impl Lifecycle for Doctor {
    async fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
        let all: pluginkit::HealthCaller = cx.caller::<dyn Health>()?;
        assert_eq!(all.health(cx).await?, [HealthStatus::Ok]);
        Ok(())
    }
}

fn main() -> Result<(), pluginkit::Error> {
    let plugins = PluginManager::builder().plugins(plugins![Doctor, Weather]).build()?;
    plugins.blocking().start()?;
    plugins.blocking().stop()
}
