use newsdesk::Feed;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension(blocking)]
impl Feed for Weather {
    async fn fetch(&self, topic: &str) -> String {
        topic.to_owned()
    }
    fn name(&self) -> String {
        "weather".to_owned()
    }
}

fn main() {}
