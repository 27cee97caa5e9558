use newsdesk::FeedWrapper;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension(wrapper)]
impl FeedWrapper for Weather {
    async fn fetch(&self, topic: &str) -> HookResult<Vec<String>> {
        Ok(vec![topic.to_owned()])
    }
    fn name(&self) -> HookResult<Vec<String>> {
        Ok(Vec::new())
    }
}

fn main() {}
