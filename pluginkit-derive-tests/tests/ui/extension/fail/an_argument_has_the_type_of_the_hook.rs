use newsdesk::Feed;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Feed for Weather {
    fn locate(&self, place: &u32) -> Option<u64> {
        Some(u64::from(*place))
    }
}

fn main() {}
