use newsdesk::FeedWrapper;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl FeedWrapper for Weather {
    fn name(&self, next: Next<'_>) -> HookResult<Vec<String>> {
        next.run()
    }
}

fn main() {}
