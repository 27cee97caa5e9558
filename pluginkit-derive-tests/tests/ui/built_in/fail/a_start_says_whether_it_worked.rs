use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Lifecycle for Weather {
    async fn init(&self, _: &PluginContext) {}
    async fn start(&self, _: &PluginContext) -> bool {
        true
    }
    fn stop(&self, _: &PluginContext) {}
    fn unload(&self, _: &PluginContext) -> bool {
        true
    }
}

fn main() {}
