use newsdesk::Feed;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Feed for Weather {
    const LANGUAGE: &'static str = "en";
    fn fetsh(&self) {}
    async fn name(&self) -> String {
        "weather".to_owned()
    }
    fn locate(&self, place: &str) -> Option<u64> {
        Some(place.len())
    }
}

fn main() {}
