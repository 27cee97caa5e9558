use pluginkit::prelude::*;

// What is written here goes before what a `*` brings in.
#[extension_point]
trait Lifecycle {
    fn phase(&self) -> String;
}

#[plugin(id = "moon", version = "1.0.0", listed)]
#[derive(Default)]
struct Moon;

#[extension]
impl Lifecycle for Moon {
    fn phase(&self) -> String {
        "full".to_owned()
    }
}

#[extension(wrapper)]
impl LifecycleWrapper for Moon {
    fn phase(&self, next: Next<'_>) -> HookResult<Vec<String>> {
        next.run()
    }
}

// The other one is still there.
#[extension]
impl pluginkit::Lifecycle for Moon {
    async fn start(&self, _: &PluginContext) -> Result<(), BoxError> {
        Ok(())
    }
}

#[extension(wrapper)]
impl pluginkit::LifecycleWrapper for Moon {
    async fn start(&self, _: &PluginContext, next: Next<'_>) -> HookResult<()> {
        next.run().await
    }
}

// A trait that is no point.
trait Health {
    fn health(&self) -> u8;
}

impl Health for Moon {
    fn health(&self) -> u8 {
        100
    }
}

#[derive(Clone, Copy)]
struct ErrorHook;

mod clinic {
    use pluginkit::prelude::*;

    #[extension_point]
    pub trait Health {
        fn health(&self) -> u8;
    }
}

#[extension]
impl clinic::Health for Moon {
    fn health(&self) -> u8 {
        Health::health(self)
    }
}

mod elsewhere {
    use pluginkit::prelude::*;

    // What is named goes before what a `*` brings in, too.
    use crate::clinic::Health;

    #[plugin(id = "sun", version = "1.0.0", listed)]
    #[derive(Default)]
    pub struct Sun;

    #[extension]
    impl Health for Sun {
        fn health(&self) -> u8 {
            1
        }
    }
}

fn main() -> Result<(), pluginkit::Error> {
    let _ = ErrorHook;
    let plugins = PluginManager::builder().plugins(plugins![Moon, elsewhere::Sun]).build()?;
    plugins.blocking().start()?;
    assert_eq!(plugins.caller::<dyn Lifecycle>().phase()?, ["full"]);
    assert_eq!(plugins.caller::<dyn clinic::Health>().health()?, [100, 1]);
    plugins.blocking().stop()
}
