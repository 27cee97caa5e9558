use pluginkit::prelude::*;

#[plugin(id = "", version = "1.0.0")]
struct Weather;

fn main() {}
