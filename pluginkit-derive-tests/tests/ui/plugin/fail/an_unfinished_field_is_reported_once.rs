use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0")]
#[derive(Default)]
struct Weather {
    city: Sting,
}

fn main() {}
