use newsdesk::Feed;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Feed for Weather {
    fn name(&self) -> String {
        "weather".to_owned()
    }
}

#[extension(priority = 3)]
impl Feed for Weather {
    fn locate(&self, place: &str) -> Option<u64> {
        place.parse().ok()
    }
}

fn main() {}
