#![deny(warnings)]

use newsdesk::Feed;
use pluginkit::prelude::*;

mod points {
    use pluginkit::prelude::*;

    #[extension_point]
    pub trait Later {
        #[hook(deprecated = "use `fetch`")]
        async fn load(&self, topic: &str) -> String;
        #[hook(deprecated = "use `r#become`")]
        fn r#become(&self);
    }
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
#[allow(deprecated)]
impl Feed for Weather {
    fn load(&self, _: &str) -> Option<String> {
        None
    }
}

#[extension]
impl points::Later for Weather {
    #[allow(deprecated)]
    fn load(&self, topic: &str) -> String {
        topic.to_owned()
    }
    #[expect(deprecated)]
    fn r#become(&self) {}
}

#[plugin(id = "stocks", version = "1.0.0", listed)]
#[derive(Default)]
struct Stocks;

#[extension]
#[expect(deprecated)]
impl Feed for Stocks {
    fn load(&self, _: &str) -> Option<String> {
        None
    }
}

#[extension]
impl points::Later for Stocks {
    async fn load(&self, topic: &str) -> String {
        #![allow(deprecated)]
        #![allow(clippy::all)]
        topic.to_owned()
    }
}

fn main() {}
