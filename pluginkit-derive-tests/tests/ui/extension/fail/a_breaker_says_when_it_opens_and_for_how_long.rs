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

#[extension(breaker)]
impl Feed for Weather {}

#[extension(breaker(failures = 5, within = "10s"))]
impl Feed for Stocks {}

#[extension(breaker(failures = 0, within = "10s", retry = "30s"))]
impl Feed for Sport {}

#[extension(breaker(failures = 5, whithin = "10s", retry = "30s"))]
impl Feed for Tides {}

#[extension(breaker(failures = 5, within = 10, retry = "0s"))]
impl Feed for Geo {}

fn main() {}
