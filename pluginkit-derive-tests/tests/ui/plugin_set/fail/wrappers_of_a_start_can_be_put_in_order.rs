use pluginkit::{HookResult, LifecycleWrapper, Next, PluginContext, extension, plugin, plugin_set};

#[plugin(id = "timing", version = "1.0.0", listed)]
#[derive(Default)]
struct Timing;

#[extension(wrapper, before("tracing"))]
impl LifecycleWrapper for Timing {
    async fn start(&self, _: &PluginContext, next: Next<'_>) -> HookResult<()> {
        next.run().await
    }
}

#[plugin(id = "tracing", version = "1.0.0", listed)]
#[derive(Default)]
struct Tracing;

#[extension(wrapper, before("timing"))]
impl LifecycleWrapper for Tracing {
    async fn start(&self, _: &PluginContext, next: Next<'_>) -> HookResult<()> {
        next.run().await
    }
}

plugin_set! {
    struct Newsroom { timing: Timing, tracing: Tracing }
    points: [];
}

fn main() {}
