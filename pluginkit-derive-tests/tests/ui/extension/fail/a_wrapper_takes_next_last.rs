use newsdesk::FeedWrapper;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension(wrapper)]
impl FeedWrapper for Weather {
    async fn fetch(&self, next: Next<'_>, topic: &str) -> HookResult<Vec<String>> {
        next.run().await
    }
}

fn main() {}
