use newsdesk::{Feed, FeedWrapper};
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Feed for Weather {
    async fn name(&self) -> String {
        "weather".to_owned()
    }
}

#[extension(wrapper)]
impl FeedWrapper for Weather {
    async fn name(&self, next: Next<'_>) -> HookResult<Vec<String>> {
        next.run()
    }
}

fn main() {}
