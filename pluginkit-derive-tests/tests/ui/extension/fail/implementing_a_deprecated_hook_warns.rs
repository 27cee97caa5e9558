#![deny(deprecated)]

use newsdesk::Feed;
use pluginkit::prelude::*;

#[extension_point]
trait Search {
    #[hook(deprecated = "use `find_all`")]
    async fn find(&self, words: &str) -> String;
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Feed for Weather {
    fn load(&self, _: &str) -> Option<String> {
        None
    }
}

#[extension(timeout = "2s")]
impl Search for Weather {
    fn find(&self, words: &str) -> String {
        words.to_owned()
    }
}

fn main() {}
