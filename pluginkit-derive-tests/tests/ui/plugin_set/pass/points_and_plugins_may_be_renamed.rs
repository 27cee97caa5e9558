use newsdesk::geo::Geo as Places;
use newsdesk::{Feed as News, FeedCaller as NewsCaller, FeedEngine as NewsEngine, Timing as Clock};
use pluginkit::plugin_set as choose;
use pluginkit::FailFast;

mod api {
    pub use newsdesk::{Feed as Source, geo as places};
}

type Alias = api::places::Geo;

choose! {
    struct Newsroom { places: Places, clock: Clock }
    points: [News];
}

choose! {
    struct Others { places: Alias, clock: newsdesk::Timing }
    points: [api::Source];
}

fn located(caller: &NewsCaller<FailFast, impl NewsEngine>) -> Option<u64> {
    caller.locate("harbor").unwrap()
}

fn main() {
    let (newsroom, others) = (Newsroom::default(), Others::default());
    assert_eq!(located(&newsroom.caller::<dyn News>()), Some(3));
    assert_eq!(located(&others.caller::<dyn newsdesk::Feed>()), Some(3));
}
