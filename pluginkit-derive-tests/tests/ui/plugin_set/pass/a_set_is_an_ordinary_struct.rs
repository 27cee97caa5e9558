use newsdesk::Feed;
use pluginkit::plugin_set;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Clone, Debug, PartialEq)]
pub struct Weather {
    city: &'static str,
}

impl Default for Weather {
    fn default() -> Self {
        Weather { city: "Kiel" }
    }
}

#[extension]
impl Feed for Weather {
    fn name(&self) -> String {
        self.city.to_owned()
    }
}

#[plugin(id = "stocks", version = "1.0.0", listed)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stocks(Vec<(&'static str, [u8; 2])>);

#[extension]
impl Feed for Stocks {}

plugin_set! {
    /// Everybody.
    #[derive(Clone, Debug, Default, PartialEq)]
    #[non_exhaustive]
    pub struct Newsroom {
        /// The weather.
        #[doc(alias = "fog")]
        pub weather: Weather,
        /// Stocks.
        #[allow(dead_code)]
        pub(crate) stocks: Stocks,
    }
    points: [Feed];
}

plugin_set! {
    #[derive(std::default::Default)]
    #[repr(C)]
    #[must_use]
    struct Derived { r#type: Weather }
    points: [newsdesk::Feed];
}

fn main() {
    let set = Newsroom::default();
    let other = Newsroom { weather: Weather { city: "Lund" }, ..set.clone() };
    assert_ne!(set, other);
    let Newsroom { weather, .. } = &other;
    assert_eq!(weather.city, "Lund");
    assert_eq!(other.caller::<dyn Feed>().name().unwrap(), ["Lund"]);
    assert!(format!("{set:?}").starts_with("Newsroom { weather: Weather { city"));
    assert_eq!(Derived::default().caller::<dyn Feed>().name().unwrap(), ["Kiel"]);
    static SET: Newsroom = Newsroom { weather: Weather { city: "Oslo" }, stocks: Stocks(Vec::new()) };
    assert_eq!(SET.caller::<dyn Feed>().name().unwrap(), ["Oslo"]);
}
