use newsdesk::{Feed, geo::Geo};
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension(before("stocks", "stocks"), after(Geo, Geo))]
impl Feed for Weather {}

fn main() {}
