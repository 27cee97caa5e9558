use newsdesk::{Feed, FeedWrapper};
use newsdesk::geo::{Coordinates, Geo};
use pluginkit::{HookResult, Next, extension, extension_point, plugin, plugin_set};

#[extension_point]
trait Archive {
    fn look_up(&self, title: &str) -> Option<String>;
}

#[plugin(id = "weather", version = "1.0.0", listed, depends_on("geo" = "^2", "maps", "stocks"))]
#[derive(Default)]
struct Weather;

#[extension(before("stocks"))]
impl Feed for Weather {
    fn name(&self) -> String {
        "weather".to_owned()
    }
}

#[extension(before("stocks"))]
impl Archive for Weather {
    fn look_up(&self, _: &str) -> Option<String> {
        None
    }
}

#[extension(wrapper, before("stocks"))]
impl FeedWrapper for Weather {
    fn name(&self, next: Next<'_>) -> HookResult<Vec<String>> {
        next.run()
    }
}

#[plugin(id = "stocks", version = "1.0.0", listed, depends_on("weather"))]
#[derive(Default)]
struct Stocks;

#[extension(before("weather"))]
impl Feed for Stocks {
    fn name(&self) -> String {
        "stocks".to_owned()
    }
}

#[extension(before("weather"))]
impl Archive for Stocks {
    fn look_up(&self, _: &str) -> Option<String> {
        None
    }
}

#[extension(wrapper, before("weather"))]
impl FeedWrapper for Stocks {
    fn name(&self, next: Next<'_>) -> HookResult<Vec<String>> {
        next.run()
    }
}

#[plugin(id = "geo", version = "2.0.0", listed)]
#[derive(Default)]
struct OtherGeo;

plugin_set! {
    struct Newsroom { geo: Geo, weather: Weather, stocks: Stocks, other_geo: OtherGeo, coordinates: Coordinates }
    points: [Feed, Archive, newsdesk::Plain, newsdesk::FeedWrapper];
}

fn main() {
    let set = Newsroom::default();
    let _ = set.caller::<dyn Feed>().name();
    let _ = set.caller::<dyn Archive>().look_up("fog");
}
