use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension_point]
impl Weather {
    fn fetch(&self) {}
}

#[extension_point]
struct Feed;

#[extension_point]
fn fetch() {}

fn main() {}
