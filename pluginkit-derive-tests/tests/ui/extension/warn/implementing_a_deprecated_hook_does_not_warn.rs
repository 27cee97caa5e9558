#![deny(warnings)]

use newsdesk::{Archive, Feed, FeedWrapper};
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Feed for Weather {
    fn load(&self, _: &str) -> Option<String> {
        None
    }
}

#[extension]
impl Archive for Weather {
    fn shorten(&self, text: String) -> std::ops::ControlFlow<String, String> {
        std::ops::ControlFlow::Continue(text)
    }
}

#[extension(wrapper)]
impl FeedWrapper for Weather {
    fn load(&self, _: &str, next: Next<'_>) -> HookResult<Vec<String>> {
        next.run()
    }
}

fn main() {}
