use newsdesk::Feed;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension(prority = 3, colour = "red")]
impl Feed for Weather {}

fn main() {}
