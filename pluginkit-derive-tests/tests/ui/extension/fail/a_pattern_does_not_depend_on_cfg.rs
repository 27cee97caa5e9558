use newsdesk::Feed;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Feed for Weather {
    #[cfg_attr(all(), on("fet*"))]
    async fn fetch(&self, topic: &str) -> String {
        topic.to_owned()
    }
}

fn main() {}
