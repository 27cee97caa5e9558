#![deny(warnings, unused, rust_2018_idioms, unused_qualifications, unused_lifetimes, unused_results)]
#![deny(elided_lifetimes_in_paths, trivial_casts, unused_parens, unused_braces, redundant_lifetimes)]

use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;
#[plugin(id = "stocks", version = "1.0.0", listed)]
#[derive(Default)]
struct Stocks;

#[extension(priority = 3, timeout = "2s", blocking, before(Stocks, "geo"))]
impl Lifecycle for Weather {
    fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
        cx.own(());
        return Ok(());
    }
    async fn stop(&self, _: &PluginContext) -> Result<(), BoxError> {
        Ok(())
    }
}

#[extension]
impl Lifecycle for Stocks {}

#[extension(timeout = "2s", when = is_open)]
impl Health for Stocks {
    async fn health(&self, _: &PluginContext) -> HealthStatus {
        HealthStatus::Unknown
    }
}

fn is_open(_: &Stocks, _: &PluginContext) -> bool {
    true
}

#[extension(timeout = "2s")]
impl ErrorHook for Stocks {
    fn on_error(&self, _: &PluginContext, _: &HookError) {}
}

#[extension(wrapper, timeout = "2s")]
impl LifecycleWrapper for Stocks {
    async fn start(&self, _: &PluginContext, next: Next<'_>) -> HookResult<()> {
        next.run().await
    }
    fn stop(&self, _: &PluginContext, _: Next<'_>) -> HookResult<()> {
        Ok(())
    }
}

#[extension(wrapper)]
impl HealthWrapper for Stocks {
    fn health(&self, _: &PluginContext, _: Next<'_>) -> HookResult<Vec<HealthStatus>> {
        Ok(Vec::new())
    }
}

fn main() {}
