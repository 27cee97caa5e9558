#![deny(warnings)]

use std::time::Duration;

use pluginkit::prelude::*;
use pluginkit::{Breaker, ExtensionPoint, HookPolicy, OnSlow};

#[extension_point(timeout = "2s", slow = "1s", on_slow = disable(after = 3), breaker(failures = 5, within = "10s", retry = "1m"))]
trait Feed {
    async fn fetch(&self) -> String;
    fn name(&self) -> &'static str;
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension(slow = "50ms", on_slow = warn)]
impl Feed for Weather {
    async fn fetch(&self) -> String {
        String::new()
    }
    fn name(&self) -> &'static str {
        "weather"
    }
}

fn main() {
    let breaker =
        Breaker { failures: 5, within: Duration::from_secs(10), retry: Duration::from_secs(60) };
    let policy = HookPolicy::new()
        .timeout(Duration::from_secs(2))
        .slow(Duration::from_secs(1))
        .on_slow(OnSlow::Disable { after: 3 })
        .breaker(breaker);
    for hook in <dyn Feed as ExtensionPoint>::HOOKS {
        assert_eq!(hook.policy(), policy);
    }
}
