use newsdesk::FeedWrapper;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension(wrapper)]
impl FeedWrapper for Weather {
    fn render(&self, text: String, width: usize, next: Next<'_>) -> HookResult<String> {
        next.run()
    }
    fn name(&self, next: Next<'_>) -> HookResult<Vec<String>> {
        next.run("weather")
    }
}

fn main() {}
