#![deny(warnings)]

use newsdesk::{Feed, FeedWrapper};
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Feed for Weather {
    // That one of them is deprecated is nothing that is written here.
    #[on("lo*d")]
    fn any(&self, topic: &str) -> Option<String> {
        Some(topic.to_owned())
    }
}

#[extension(wrapper)]
impl FeedWrapper for Weather {
    #[on("nam*")]
    fn any(&self, next: Next<'_>) -> HookResult<Vec<String>> {
        next.run()
    }
}

fn main() {}
