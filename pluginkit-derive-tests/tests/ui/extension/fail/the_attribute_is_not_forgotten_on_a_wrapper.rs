use newsdesk::FeedWrapper;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

impl FeedWrapper for Weather {}

fn main() {}
