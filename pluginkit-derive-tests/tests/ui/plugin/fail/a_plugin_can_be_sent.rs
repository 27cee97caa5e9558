use std::sync::MutexGuard;

use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0")]
struct Weather {
    guard: MutexGuard<'static, u8>,
}

fn main() {}
