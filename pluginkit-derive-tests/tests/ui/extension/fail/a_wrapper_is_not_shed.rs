use newsdesk::FeedWrapper;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension(
    wrapper,
    slow = "50ms",
    on_slow = disable(after = 3),
    breaker(failures = 5, within = "10s", retry = "30s")
)]
impl FeedWrapper for Weather {
    fn fetch(&self, _: &str, _: Next<'_>) -> HookResult<Vec<String>> {
        Ok(Vec::new())
    }
}

fn main() {}
