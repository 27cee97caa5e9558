use pluginkit::prelude::*;

// What is written here goes before what a `*` brings in.
trait Lifecycle {
    fn phase(&self) -> &str;
}

#[plugin(id = "moon", version = "1.0.0", listed)]
#[derive(Default)]
struct Moon;

impl Lifecycle for Moon {
    fn phase(&self) -> &str {
        "full"
    }
}

// The other one is still there.
#[extension]
impl pluginkit::Lifecycle for Moon {
    async fn start(&self, _: &PluginContext) -> Result<(), BoxError> {
        assert_eq!(Lifecycle::phase(self), "full");
        Ok(())
    }
}

#[derive(Clone, Copy)]
struct Health;

enum ErrorHook {}

fn main() -> Result<(), pluginkit::Error> {
    let _: (Health, Option<ErrorHook>) = (Health, None);
    let plugins = PluginManager::builder().plugin::<Moon>().build()?;
    plugins.blocking().start()?;
    plugins.blocking().stop()
}
