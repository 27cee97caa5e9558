use pluginkit::prelude::*;

trait Plain {
    fn fetch(&self);
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Plain for Weather {
    fn fetch(&self) {}
}

fn main() {}
