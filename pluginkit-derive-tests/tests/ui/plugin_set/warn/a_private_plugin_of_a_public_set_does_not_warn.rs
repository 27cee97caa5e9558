#![deny(warnings, unused, unreachable_pub, private_bounds, private_interfaces)]

pub mod newsroom {
    use pluginkit::prelude::*;

    #[plugin(id = "weather", version = "1.0.0", listed)]
    #[derive(Default)]
    struct Weather;

    #[extension]
    impl newsdesk::Feed for Weather {}

    #[extension(wrapper)]
    impl newsdesk::FeedWrapper for Weather {}

    #[extension]
    impl Lifecycle for Weather {}

    #[extension_point]
    trait Private {
        fn secret(&self) -> Secret;
    }

    struct Secret;

    #[extension]
    impl Private for Weather {
        fn secret(&self) -> Secret {
            Secret
        }
    }

    pluginkit::plugin_set! {
        pub struct Newsroom { weather: Weather }
        points: [newsdesk::Feed, Private];
    }

    pub fn secrets() -> usize {
        Newsroom::default().caller::<dyn Private>().secret().map_or(0, |secrets| secrets.len())
    }
}

fn main() {
    let set = newsroom::Newsroom::default();
    assert!(set.caller::<dyn newsdesk::Feed>().name().is_ok());
    assert_eq!(newsroom::secrets(), 1);
}
