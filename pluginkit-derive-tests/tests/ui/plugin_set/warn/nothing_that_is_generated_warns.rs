#![deny(warnings, unused, rust_2018_idioms, unused_qualifications, unused_lifetimes, unused_results)]
#![deny(elided_lifetimes_in_paths, trivial_casts, unused_parens, unused_braces, redundant_lifetimes)]
#![deny(single_use_lifetimes, unreachable_pub, missing_debug_implementations, let_underscore_drop)]
#![deny(explicit_outlives_requirements, future_incompatible, non_local_definitions, private_bounds)]
#![forbid(unsafe_code)]

use newsdesk::geo::Geo;
use newsdesk::{Feed, Timing};
use pluginkit::plugin_set;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension(timeout = "2s")]
impl Feed for Weather {
    fn fetch(&self, topic: &str) -> String {
        topic.to_owned()
    }
}

#[extension]
impl Lifecycle for Weather {
    fn start(&self, _: &PluginContext) -> Result<(), BoxError> {
        Ok(())
    }
}

#[extension(wrapper)]
impl LifecycleWrapper for Weather {
    async fn start(&self, _: &PluginContext, next: Next<'_>) -> HookResult<()> {
        next.run().await
    }
}

plugin_set! {
    struct Newsroom {
        weather: Weather,
        geo: Geo,
        timing: Timing,
        #[cfg(any())]
        other: nowhere::Other,
    }
    points: [Feed];
}

plugin_set! {
    struct OnlyCalled { geo: Geo }
    points: [Feed];
}

plugin_set! {
    struct OnlyStarted { weather: Weather }
    points: [];
}

plugin_set! {
    struct OnlyHandedOver { timing: Timing }
    points: [];
}

plugin_set! {
    #[derive(Clone, Copy, Debug, Default)]
    struct Empty {}
    points: [];
}

mod inside {
    pluginkit::plugin_set! {
        pub(crate) struct Newsroom { pub(crate) geo: newsdesk::geo::Geo }
        points: [newsdesk::Feed];
    }
}

fn main() -> Result<(), pluginkit::Error> {
    let set = Newsroom { geo: Geo, ..Newsroom::default() };
    let _names = set.caller::<dyn Feed>().name()?;
    let inside = inside::Newsroom { geo: Geo };
    let _names = inside.caller::<dyn Feed>().name()?;
    let _names = OnlyCalled::default().caller::<dyn Feed>().name()?;
    let started = OnlyStarted::default();
    drop(started.start());
    let _plugins = PluginManager::builder().set(OnlyHandedOver::default()).build()?;
    let _empty = Empty::default();
    Ok(())
}
