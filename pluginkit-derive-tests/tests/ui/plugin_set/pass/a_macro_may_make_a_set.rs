use newsdesk::geo::Geo;
use pluginkit::plugin_set;
use pluginkit::prelude::*;

macro_rules! set {
    (
        $(#[$attribute:meta])* $visibility:vis $name:ident {
            $($(#[$more:meta])* $of:vis $field:ident: $plugin:ty),* $(,)?
        } $($point:path),*
    ) => {
        plugin_set! {
            $(#[$attribute])*
            $visibility struct $name { $($(#[$more])* $of $field: $plugin),* }
            points: [$($point),*];
        }
    };
}

set!(#[derive(Debug)] pub Newsroom { pub geo: Geo, #[cfg(any())] other: Nothing } newsdesk::Feed);

/// Point, plugin and set in one.
macro_rules! all {
    ($point:ident, $hook:ident, $plugin:ident, $set:ident, $field:ident) => {
        #[extension_point]
        trait $point {
            fn $hook(&self) -> u8;
        }
        #[plugin(id = "all", version = "1.0.0", listed)]
        #[derive(Default)]
        struct $plugin;
        #[extension]
        impl $point for $plugin {
            fn $hook(&self) -> u8 {
                4
            }
        }
        plugin_set! {
            struct $set { $field: $plugin }
            points: [$point];
        }
    };
}

all!(Numbers, number, Four, Fours, four);

macro_rules! hidden {
    () => {
        plugin_set! {
            struct Hidden { geo: Geo, four: Four }
            points: [newsdesk::Feed, Numbers];
        }
    };
}

hidden!();

fn main() {
    let set = Newsroom::default();
    assert_eq!(set.caller::<dyn newsdesk::Feed>().locate("harbor").unwrap(), Some(3));
    assert_eq!(format!("{set:?}"), "Newsroom { geo: Geo }");
    let set = Fours { four: Four };
    assert_eq!(set.caller::<dyn Numbers>().number().unwrap(), [4]);
    assert_eq!(Hidden::default().caller::<dyn Numbers>().number().unwrap(), [4]);
}
