use std::thread;

use newsdesk::FeedWrapper;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension(wrapper)]
impl FeedWrapper for Weather {
    async fn fetch(&self, _: &str, next: Next<'_>) -> HookResult<Vec<String>> {
        thread::spawn(move || drop(next.run()));
        Ok(Vec::new())
    }
}

fn main() {}
