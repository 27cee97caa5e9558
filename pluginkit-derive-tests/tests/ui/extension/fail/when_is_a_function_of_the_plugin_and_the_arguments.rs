use newsdesk::Feed;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

fn is_wanted(_: &Weather, topic: &str) -> bool {
    topic.len() < 10
}

#[extension(when = is_wanted)]
impl Feed for Weather {
    fn fetch(&self, topic: &str) -> String {
        topic.to_owned()
    }
    fn render(&self, text: String, width: usize) -> String {
        text[..width].to_owned()
    }
}

fn main() {}
