//! In a function, in modules, in an `impl`, with paths of every kind.

mod points {
    use pluginkit::prelude::*;

    #[extension_point]
    pub trait Feed {
        fn fetch(&self) -> u8;
    }
}

mod plugins {
    use pluginkit::prelude::*;

    #[plugin(id = "weather", version = "1.0.0", listed)]
    #[derive(Default)]
    pub struct Weather;

    #[extension]
    impl crate::points::Feed for Weather {
        fn fetch(&self) -> u8 {
            1
        }
    }

    pluginkit::plugin_set! {
        pub(crate) struct Beside { weather: Weather }
        points: [super::points::Feed];
    }

    pub mod deep {
        use crate::points::Feed;

        pluginkit::plugin_set! {
            pub(in crate::plugins) struct Inside { pub weather: super::Weather }
            points: [Feed];
        }

        pluginkit::plugin_set! {
            pub(super) struct Elsewhere { weather: crate::plugins::Weather }
            points: [crate::points::Feed];
        }
    }

    pub fn all() -> Vec<u8> {
        let (inside, elsewhere) = (deep::Inside::default(), deep::Elsewhere::default());
        let mut all = inside.caller::<dyn super::points::Feed>().fetch().unwrap();
        elsewhere.caller::<dyn super::points::Feed>().fetch_into(&mut all).unwrap();
        all
    }
}

pluginkit::plugin_set! {
    struct Newsroom { weather: self::plugins::Weather, timing: ::newsdesk::Timing }
    points: [self::points::Feed, ::newsdesk::Feed];
}

struct Host;

impl Host {
    fn run() -> Vec<u8> {
        use points::Feed as Source;

        #[pluginkit::extension_point]
        trait Local {
            fn local(&self) -> u8;
        }

        #[pluginkit::extension]
        impl Local for plugins::Weather {
            fn local(&self) -> u8 {
                2
            }
        }

        pluginkit::plugin_set! {
            struct Newsroom { weather: plugins::Weather }
            points: [Source, Local];
        }

        let set = Newsroom::default();
        let mut all = set.caller::<dyn Source>().fetch().unwrap();
        all.extend(set.caller::<dyn Local>().local().unwrap());
        all
    }
}

fn main() {
    assert_eq!(plugins::Beside::default().caller::<dyn points::Feed>().fetch().unwrap(), [1]);
    assert_eq!(plugins::all(), [1, 1]);
    assert_eq!(Newsroom::default().caller::<dyn points::Feed>().fetch().unwrap(), [1]);
    assert_eq!(Host::run(), [1, 2]);
}
