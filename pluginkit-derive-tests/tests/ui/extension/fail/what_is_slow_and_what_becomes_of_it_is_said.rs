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

#[plugin(id = "tides", version = "1.0.0", listed)]
#[derive(Default)]
struct Tides;

#[plugin(id = "geo", version = "1.0.0", listed)]
#[derive(Default)]
struct Geo;

#[plugin(id = "maps", version = "1.0.0", listed)]
#[derive(Default)]
struct Maps;

#[extension(on_slow = warn)]
impl Feed for Weather {}

#[extension(slow = "2s", timeout = "2s")]
impl Feed for Stocks {}

#[extension(slow = "50ms", on_slow = disable)]
impl Feed for Sport {}

#[extension(slow = "50ms", on_slow = disable(after = 0))]
impl Feed for Tides {}

#[extension(slow = "50ms", on_slow = drop)]
impl Feed for Geo {}

#[extension(slow = 50)]
impl Feed for Maps {}

fn main() {}
