use newsdesk::geo::Geo;
use pluginkit::{BoxError, Lifecycle, PluginContext, extension, plugin, plugin_set};

#[plugin(id = "weather", version = "1.0.0", listed, depends_on(Geo))]
#[derive(Default)]
struct Weather;

#[extension(before("geo"))]
impl Lifecycle for Weather {
    fn start(&self, _: &PluginContext) -> Result<(), BoxError> {
        Ok(())
    }
}

plugin_set! {
    struct Newsroom { weather: Weather, geo: Geo }
    points: [];
}

fn main() {}
