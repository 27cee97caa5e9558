use newsdesk::geo::Geo;
use newsdesk::{Feed, Timing};
use pluginkit::plugin_set;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed, depends_on(Geo = "^1.2"))]
#[derive(Default)]
struct Weather(u64);

#[extension]
impl Feed for Weather {
    fn locate(&self, place: &str) -> Option<u64> {
        (place == "here").then_some(self.0)
    }
}

plugin_set! {
    struct Newsroom { weather: Weather, geo: Geo }
    points: [Feed];
}

plugin_set! {
    struct Others { timing: Timing }
    points: [];
}

fn main() {
    let set = Newsroom { weather: Weather(7), geo: Geo };
    let others = Others::default();
    let plugins = PluginManager::builder().set(set).set(others).build().unwrap();
    let feed = plugins.caller::<dyn Feed>();
    assert_eq!(feed.locate("here").unwrap(), Some(7));
    assert_eq!(feed.without(["weather"]).locate("here").unwrap(), None);
    assert!(plugins.descriptor("timing").is_some());
}
