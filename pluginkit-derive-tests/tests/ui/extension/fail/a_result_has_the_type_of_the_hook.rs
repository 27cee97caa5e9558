use newsdesk::Feed;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Feed for Weather {
    fn name(&self) -> u32 {
        3
    }
    fn locate(&self, place: &str) -> u64 {
        place.len() as u64
    }
}

fn main() {}
