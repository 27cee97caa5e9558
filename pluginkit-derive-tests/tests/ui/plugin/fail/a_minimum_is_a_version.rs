use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", min_app_version = "1.5", target_application = newsroom)]
struct Weather;

fn main() {}
