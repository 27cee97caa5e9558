use newsdesk::Feed;
use pluginkit::{extension, plugin, plugin_set};

macro_rules! plugins {
    ($($name:ident $id:literal needs $other:literal;)*) => {
        $(
            #[plugin(id = $id, version = "1.0.0", listed, depends_on($other))]
            #[derive(Default)]
            struct $name;
        )*
    };
}

plugins! {
    Geo "geo" needs "maps";
    Maps "maps" needs "geo";
    Stocks "stocks" needs "exchange";
    Exchange "exchange" needs "stocks";
}

#[extension]
impl Feed for Geo {
    fn name(&self) -> String {
        "geo".to_owned()
    }
}

plugin_set! {
    struct Newsroom { geo: Geo, stocks: Stocks, maps: Maps, exchange: Exchange }
    points: [Feed];
}

fn main() {}
