/// Names what it uses: a `*` would bring in a point of the same name.
mod clinic {
    use pluginkit::prelude::{HookResult, Next, extension, extension_point, plugin};

    #[extension_point]
    pub trait Health {
        fn beats(&self) -> u8;
    }

    #[plugin(id = "heart", version = "1.0.0", listed)]
    #[derive(Default)]
    pub struct Heart;

    #[extension]
    impl Health for Heart {
        fn beats(&self) -> u8 {
            60
        }
    }

    // The other one is still there.
    #[extension]
    impl pluginkit::Health for Heart {
        fn health(&self, _: &pluginkit::PluginContext) -> pluginkit::HealthStatus {
            pluginkit::HealthStatus::Ok
        }
    }

    #[extension(wrapper)]
    impl HealthWrapper for Heart {
        fn beats(&self, next: Next<'_>) -> HookResult<Vec<u8>> {
            next.run()
        }
    }
}

mod patients {
    use pluginkit::prelude::*;

    // What is named goes before what a `*` brings in.
    use crate::clinic::Health;

    #[plugin(id = "runner", version = "1.0.0", listed)]
    #[derive(Default)]
    pub struct Runner;

    #[extension]
    impl Health for Runner {
        fn beats(&self) -> u8 {
            120
        }
    }

    #[plugin(id = "sleeper", version = "1.0.0", listed)]
    #[derive(Default)]
    pub struct Sleeper;

    #[extension]
    impl crate::clinic::Health for Sleeper {
        fn beats(&self) -> u8 {
            45
        }
    }
}

use pluginkit::prelude::*;

use clinic::{Health, Heart};
use patients::{Runner, Sleeper};

fn main() -> Result<(), pluginkit::Error> {
    let plugins = PluginManager::builder().plugins(plugins![Heart, Runner, Sleeper]).build()?;
    assert_eq!(plugins.caller::<dyn Health>().beats()?, [60, 120, 45]);
    let report = plugins.blocking().health()?;
    assert_eq!(report.get("heart").unwrap().status, HealthStatus::Ok);
    assert_eq!(report.get("runner").unwrap().status, HealthStatus::Unknown);
    Ok(())
}
