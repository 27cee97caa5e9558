use pluginkit::plugin_set;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Lifecycle for Weather {
    fn start(&self, _: &PluginContext) -> Result<(), BoxError> {
        Ok(())
    }
}

#[extension]
impl Health for Weather {
    fn health(&self, _: &PluginContext) -> HealthStatus {
        HealthStatus::Unknown
    }
}

plugin_set! {
    struct Newsroom { weather: Weather }
    points: [Lifecycle, Health];
}

async fn run() -> Result<(), pluginkit::Error> {
    let set = Newsroom::default();
    set.start().await?.stop().await
}

fn main() {
    pluginkit::block_on(run()).unwrap().unwrap();
}
