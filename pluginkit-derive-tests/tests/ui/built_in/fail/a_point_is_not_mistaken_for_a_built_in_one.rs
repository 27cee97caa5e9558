use pluginkit::prelude::*;

#[extension_point]
trait Health {
    fn beats(&self) -> u8;
}

#[plugin(id = "heart", version = "1.0.0", listed)]
#[derive(Default)]
struct Heart;

#[extension]
impl Health for Heart {
    fn beats(&self) -> u8 {
        60
    }
}

fn main() {}
