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

#[extension(timeout = "2 parsecs")]
impl Feed for Weather {}

#[extension(timeout = 2)]
impl Feed for Stocks {}

#[extension(timeout = "0s")]
impl Feed for Sport {}

fn main() {}
