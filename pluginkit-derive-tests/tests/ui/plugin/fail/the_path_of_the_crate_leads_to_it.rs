use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", crate = newsdesk::geo)]
struct Weather;

fn main() {}
