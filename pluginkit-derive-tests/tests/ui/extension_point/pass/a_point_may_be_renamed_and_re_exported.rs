use pluginkit::prelude::*;

mod deep {
    mod deeper {
        use pluginkit::prelude::*;

        #[extension_point]
        pub trait Feed {
            fn fetch(&self) -> u8;
        }
    }
    pub use deeper::{Feed, FeedCaller, FeedWrapper};
}

mod api {
    pub use crate::deep::{Feed as News, FeedCaller as NewsCaller, FeedWrapper as NewsWrapper};
}

use api::{News as N, NewsWrapper as W};

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl N for Weather {
    fn fetch(&self) -> u8 {
        1
    }
}

#[plugin(id = "stocks", version = "1.0.0", listed)]
#[derive(Default)]
struct Stocks;

#[extension]
impl self::api::News for Stocks {
    fn fetch(&self) -> u8 {
        2
    }
}

#[extension(wrapper, after("weather"))]
impl W for Stocks {
    fn fetch(&self, next: Next<'_>) -> HookResult<Vec<u8>> {
        let mut all = next.run()?;
        all.push(3);
        Ok(all)
    }
}

fn main() {
    let plugins = PluginManager::builder().plugins(plugins![Weather, Stocks]).build().unwrap();
    let news: api::NewsCaller = plugins.caller::<dyn crate::deep::Feed>();
    assert_eq!(news.fetch().unwrap(), [2, 1, 3]);
}
