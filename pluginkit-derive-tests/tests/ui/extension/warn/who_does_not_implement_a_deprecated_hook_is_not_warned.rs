#![deny(warnings)]

use newsdesk::{Archive, Feed, FeedWrapper};
use pluginkit::{plugin_set, prelude::*};

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Feed for Weather {
    fn name(&self) -> String {
        "weather".to_owned()
    }
    #[cfg(any())]
    fn load(&self, _: &str) -> Option<String> {
        None
    }
}

// It is the point that is deprecated, not the hook.
#[extension]
impl Archive for Weather {
    fn shorten(&self, text: String) -> std::ops::ControlFlow<String, String> {
        std::ops::ControlFlow::Continue(text)
    }
}

// It surrounds those who still implement it.
#[extension(wrapper)]
impl FeedWrapper for Weather {
    fn load(&self, _: &str, next: Next<'_>) -> HookResult<Vec<String>> {
        next.run()
    }
}

#[allow(deprecated)]
mod old {
    use pluginkit::prelude::*;

    #[plugin(id = "old", version = "1.0.0", listed)]
    #[derive(Default)]
    pub struct Old;

    #[extension(when = is_short)]
    impl newsdesk::Feed for Old {
        fn load(&self, topic: &str) -> Option<String> {
            Some(topic.to_owned())
        }
        fn locate(&self, _: &str) -> Option<u64> {
            None
        }
    }

    fn is_short(_: &Old, topic: &str) -> bool {
        topic.len() < 8
    }
}

plugin_set! {
    struct Newsroom { weather: Weather, old: old::Old }
    points: [Feed, newsdesk::Archive];
}

fn main() {
    let set = Newsroom::default();
    assert_eq!(set.caller::<dyn Feed>().name().unwrap(), ["weather"]);
}
