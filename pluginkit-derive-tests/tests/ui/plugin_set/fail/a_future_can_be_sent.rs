use std::future::ready;
use std::rc::Rc;

use newsdesk::Feed;
use newsdesk::geo::Geo;
use pluginkit::{extension, plugin, plugin_set};

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Feed for Weather {
    async fn fetch(&self, topic: &str) -> String {
        let shared = Rc::new(topic.to_owned());
        ready(()).await;
        shared.to_string()
    }
}

plugin_set! {
    struct Newsroom { weather: Weather, geo: Geo }
    points: [Feed];
}

fn main() {
    let set = Newsroom::default();
    drop(set.caller::<dyn Feed>().fetch("harbor"));
}
