#![deny(deprecated)]

use newsdesk::Feed;
use pluginkit::plugin_set;

mod weather {
    #![allow(deprecated)]

    #[deprecated = "use `Sun`"]
    #[pluginkit::plugin(id = "weather", version = "1.0.0", listed)]
    #[derive(Default)]
    pub struct Weather;

    #[pluginkit::extension]
    impl newsdesk::Feed for Weather {}
}

plugin_set! {
    struct Newsroom { weather: weather::Weather }
    points: [Feed];
}

fn main() {
    let set = Newsroom::default();
    let _ = set.caller::<dyn Feed>().name();
}
