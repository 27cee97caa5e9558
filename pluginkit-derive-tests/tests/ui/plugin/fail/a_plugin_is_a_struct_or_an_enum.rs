use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0")]
impl Weather {}

#[plugin(id = "feed", version = "1.0.0")]
trait Feed {}

#[plugin(id = "bits", version = "1.0.0")]
union Bits {
    a: u8,
}

#[plugin(id = "fetch", version = "1.0.0")]
fn fetch() {}

struct Weather;

fn main() {}
