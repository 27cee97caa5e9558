use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;
#[plugin(id = "geo", version = "1.0.0", listed)]
#[derive(Default)]
struct Geo;

#[extension]
impl Health for Weather {
    fn health(&self, _: &PluginContext) -> String {
        "fine".to_owned()
    }
}

#[extension]
impl Health for Geo {
    async fn health(&self, _: &PluginContext) -> String {
        "fine".to_owned()
    }
}

fn main() {}
