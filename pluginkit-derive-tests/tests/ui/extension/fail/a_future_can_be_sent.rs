use std::future::ready;
use std::rc::Rc;

use newsdesk::Feed;
use pluginkit::prelude::*;

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

fn main() {}
