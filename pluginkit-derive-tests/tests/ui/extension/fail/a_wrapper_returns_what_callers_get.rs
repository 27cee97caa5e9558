use newsdesk::FeedWrapper;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension(wrapper)]
impl FeedWrapper for Weather {
    async fn fetch(&self, topic: &str, _: Next<'_>) -> String {
        topic.to_owned()
    }
    fn name(&self, _: Next<'_>) -> Vec<String> {
        Vec::new()
    }
}

fn main() {}
