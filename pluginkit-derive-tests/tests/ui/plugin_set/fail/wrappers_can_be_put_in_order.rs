use newsdesk::{Feed, FeedWrapper, Timing};
use pluginkit::{HookResult, Next, extension, plugin, plugin_set};

#[plugin(id = "cache", version = "1.0.0", listed)]
#[derive(Default)]
struct Cache;

#[extension(wrapper, before(Timing), after("timing-again"))]
impl FeedWrapper for Cache {
    async fn fetch(&self, _: &str, next: Next<'_>) -> HookResult<Vec<String>> {
        next.run().await
    }
}

#[plugin(id = "timing-again", version = "1.0.0", listed)]
#[derive(Default)]
struct TimingAgain;

#[extension(wrapper, after(Timing))]
impl FeedWrapper for TimingAgain {
    async fn fetch(&self, _: &str, next: Next<'_>) -> HookResult<Vec<String>> {
        next.run().await
    }
}

plugin_set! {
    struct Newsroom { cache: Cache, timing: Timing, again: TimingAgain }
    points: [Feed];
}

fn main() {}
