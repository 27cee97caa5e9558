use std::cell::Cell;

use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0")]
#[derive(Default)]
struct Weather {
    seen: Cell<u8>,
}

fn main() {}
