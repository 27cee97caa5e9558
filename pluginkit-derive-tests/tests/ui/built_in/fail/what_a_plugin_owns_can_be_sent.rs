use std::rc::Rc;

use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Lifecycle for Weather {
    fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
        cx.own(Rc::new(()));
        Ok(())
    }
}

fn main() {}
