use newsdesk::Feed;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;
#[plugin(id = "stocks", version = "1.0.0", listed)]
#[derive(Default)]
struct Stocks;

#[extension(before = "stocks", after())]
impl Feed for Weather {}

#[extension(before("news feed"), after(3))]
impl Feed for Stocks {}

fn main() {}
