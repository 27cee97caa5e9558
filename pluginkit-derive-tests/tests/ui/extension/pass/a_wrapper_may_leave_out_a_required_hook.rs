use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    #[hook(required)]
    fn fetch(&self, topic: &str) -> String;
    fn published(&self);
}

#[plugin(id = "timing", version = "1.0.0", listed)]
#[derive(Default)]
struct Timing;

#[extension(wrapper)]
impl FeedWrapper for Timing {
    fn published(&self, next: Next<'_>) -> HookResult<()> {
        next.run()
    }
}

fn main() {}
