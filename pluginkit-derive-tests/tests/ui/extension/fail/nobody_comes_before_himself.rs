use newsdesk::Feed;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension(before(Weather), after(Self))]
impl Feed for Weather {}

fn main() {}
