use newsdesk::{Feed, geo::Coordinates};
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension(before(Coordinates))]
impl Feed for Weather {}

fn main() {}
