use newsdesk::Feed;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

impl Weather {
    fn is_wanted(&self, topic: &str) -> Option<bool> {
        Some(topic.len() < 10)
    }
}

#[extension(when = Self::is_wanted)]
impl Feed for Weather {
    fn fetch(&self, topic: &str) -> String {
        topic.to_owned()
    }
}

fn main() {}
