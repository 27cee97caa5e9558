use pluginkit::prelude::*;

#[plugin]
struct WeatherMap;

#[plugin(listed)]
enum HTTPProxy {}

fn main() {}
