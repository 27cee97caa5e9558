use newsdesk::Feed;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Feed for Weather {
    async fn fetsh(&self, topic: &str) -> String {
        topic.to_owned()
    }
    fn forecast(&self) {}
}

fn main() {}
