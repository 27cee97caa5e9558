use pluginkit::prelude::*;

#[plugin(id = "a-very-long-name-that-nobody-would-ever-want-to-write-again-in-a-filter", version = "1.0.0")]
struct Weather;

fn main() {}
