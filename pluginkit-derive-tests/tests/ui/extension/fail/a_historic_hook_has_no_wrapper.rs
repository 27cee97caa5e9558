//! What is remembered has no call around it.

use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    #[hook(historic)]
    fn told(&self, topic: &str);
    fn fetch(&self) -> u8;
}

#[plugin(id = "frame", version = "1.0.0", listed)]
#[derive(Default)]
struct Frame;

#[extension(wrapper)]
impl FeedWrapper for Frame {
    fn told(&self, topic: &str, next: Next<'_>) -> HookResult<()> {
        next.call(topic)
    }
}

fn main() {}
