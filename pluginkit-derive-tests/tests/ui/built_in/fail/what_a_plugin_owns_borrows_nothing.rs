use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather {
    station: String,
}

#[extension]
impl Lifecycle for Weather {
    fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
        cx.own(&self.station);
        Ok(())
    }
}

fn main() {}
