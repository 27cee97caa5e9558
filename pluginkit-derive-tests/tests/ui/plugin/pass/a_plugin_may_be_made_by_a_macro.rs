use pluginkit::prelude::*;

macro_rules! plugins_of {
    ($($name:ident = $id:literal, $version:expr, [$($needs:path),*];)*) => {$(
        #[plugin(id = $id, version = $version, listed, depends_on($($needs),*))]
        #[derive(Default)]
        pub struct $name;
    )*};
}

const VERSION: &str = "2.0.0";

plugins_of! {
    Weather = "weather", "1.0.0", [];
    Stocks = "stocks", VERSION, [Weather, newsdesk::geo::Geo];
}

fn main() {
    assert_eq!(Stocks::VERSION, "2.0.0");
    assert_eq!(Stocks::DEPENDENCIES.len(), 2);
}
