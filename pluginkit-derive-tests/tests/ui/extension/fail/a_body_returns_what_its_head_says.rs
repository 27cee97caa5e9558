use newsdesk::Feed;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Feed for Weather {
    fn fetch(&self, topic: &str) -> String {
        topic.len()
    }
    fn name(&self) -> String {
        "weather"
    }
    async fn translate(&self, text: String, language: &str) -> Result<String, BoxError> {
        text
    }
}

fn main() {}
