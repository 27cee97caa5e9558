use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", name = "", author = " ", description = "", api_version = "")]
struct Weather;

fn main() {}
