use newsdesk::Feed;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;
#[plugin(id = "stocks", version = "1.0.0", listed)]
#[derive(Default)]
struct Stocks;
#[plugin(id = "sport", version = "1.0.0", listed)]
#[derive(Default)]
struct Sport;

#[extension(priority = "high")]
impl Feed for Weather {}

#[extension(priority = 3_000_000_000)]
impl Feed for Stocks {}

#[extension(priority = 2 + 3)]
impl Feed for Sport {}

fn main() {}
