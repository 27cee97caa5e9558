use newsdesk::Feed;
use pluginkit::prelude::*;

#[allow(unused_macros)]
macro_rules! name {
    ($name:literal) => {
        fn name(&self) -> String {
            $name.to_owned()
        }
    };
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Feed for Weather {
    name!("weather");
}

fn main() {}
