use newsdesk::Feed;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Feed for Weather {
    unsafe fn name(&self) -> String {
        "weather".to_owned()
    }
}

fn main() {}
