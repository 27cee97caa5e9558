use pluginkit::prelude::*;

#[plugin(id = "24-hours", version = "1.0.0")]
struct Hours;

fn main() {}
