#![deny(warnings)]
//! Nobody needs to know who they are.

/// A newsroom.
pub mod newsroom {
    use pluginkit::prelude::*;

    #[plugin(id = "weather", version = "1.0.0", listed)]
    #[derive(Debug, Default)]
    struct Weather {
        fog: bool,
    }

    #[extension]
    impl newsdesk::Feed for Weather {
        fn name(&self) -> String {
            format!("weather {}", self.fog)
        }
    }

    #[plugin(id = "stocks", version = "1.0.0", listed)]
    #[derive(Debug)]
    pub(super) struct Stocks(pub(super) u8);

    #[extension(wrapper)]
    impl newsdesk::FeedWrapper for Stocks {
        fn name(&self, next: Next<'_>) -> HookResult<Vec<String>> {
            let mut names = next.run()?;
            names.push(format!("stocks {}", self.0));
            Ok(names)
        }
    }

    pluginkit::plugin_set! {
        /// Everybody.
        #[derive(Debug)]
        pub struct Newsroom {
            weather: Weather,
            pub(super) stocks: Stocks,
        }
        points: [newsdesk::Feed];
    }

    impl Newsroom {
        /// All of them.
        pub fn open() -> Self {
            Newsroom { weather: Weather { fog: true }, stocks: Stocks(1) }
        }
    }
}

fn main() {
    let mut set = newsroom::Newsroom::open();
    set.stocks = newsroom::Stocks(2);
    assert_eq!(set.caller::<dyn newsdesk::Feed>().name().unwrap(), ["weather true", "stocks 2"]);
}
