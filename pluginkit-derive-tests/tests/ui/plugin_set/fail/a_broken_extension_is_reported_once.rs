use newsdesk::{Feed, FeedWrapper};
use pluginkit::{HookResult, Next, extension, plugin, plugin_set};

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension(priority = "high")]
impl Feed for Weather {
    async fn name(&self) -> String {
        "weather".to_owned()
    }
    fn locate(&self, place: &str) -> Option<u64> {
        Some(place.len())
    }
}

#[extension]
impl FeedWrapper for Weather {
    fn name(&self, next: Next<'_>) -> HookResult<Vec<String>> {
        next.run()
    }
}

plugin_set! {
    struct Newsroom { weather: Weather, geo: newsdesk::geo::Geo }
    points: [Feed];
}

fn main() {
    let set = Newsroom::default();
    let _ = set.caller::<dyn Feed>().name();
}
