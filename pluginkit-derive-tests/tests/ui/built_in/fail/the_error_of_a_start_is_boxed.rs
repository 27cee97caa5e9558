use std::io;

use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Lifecycle for Weather {
    async fn start(&self, _: &PluginContext) -> io::Result<()> {
        Ok(())
    }
    fn stop(&self, _: &PluginContext) -> Result<(), io::Error> {
        Ok(())
    }
}

fn main() {}
