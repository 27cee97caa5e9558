use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;
#[plugin(id = "geo", version = "1.0.0", listed)]
#[derive(Default)]
struct Geo;

#[extension]
impl ErrorHook for Weather {
    fn on_error(&self, _: &PluginContext, _: &HookError) -> Result<(), BoxError> {
        Ok(())
    }
}

#[extension]
impl ErrorHook for Geo {
    async fn on_error(&self, _: &PluginContext, _: HookError) {}
}

fn main() {}
