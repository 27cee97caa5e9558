use newsdesk::Feed;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Feed for Weather {
    fn fetch(topic: &str) -> String {
        topic.to_owned()
    }
    fn published(&mut self, _: &newsdesk::Headline) {}
}

fn main() {}
