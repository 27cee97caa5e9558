use newsdesk::{Feed, FeedWrapper};
use pluginkit::prelude::*;

struct Weather;

#[extension]
impl Feed for Weather {
    fn name(&self) -> String {
        "weather".to_owned()
    }
}

#[extension(wrapper)]
impl FeedWrapper for Weather {
    fn name(&self, next: Next<'_>) -> HookResult<Vec<String>> {
        next.run()
    }
}

fn main() {}
