use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    #[hook(concurrent)]
    async fn refresh(&self);
}

#[plugin(id = "timing", version = "1.0.0", listed)]
#[derive(Default)]
struct Timing;

#[extension(wrapper, barrier)]
impl FeedWrapper for Timing {
    async fn refresh(&self, next: Next<'_>) -> HookResult<()> {
        next.run().await
    }
}

fn main() {}
