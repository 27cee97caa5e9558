use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl newsdesk::inside::Internal for Weather {}

#[extension]
impl newsdesk::inside::Private for Weather {}

fn main() {}
