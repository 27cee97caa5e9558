use newsdesk::Feed;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension(when = is_wanted)]
impl Feed for Weather {
    fn fetch(&self, topic: &str) -> String {
        topic.to_owned()
    }
}

fn main() {}
