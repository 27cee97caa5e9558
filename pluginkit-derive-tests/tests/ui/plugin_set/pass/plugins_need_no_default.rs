use newsdesk::Feed;
use pluginkit::plugin_set;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
struct Weather {
    city: String,
}

#[extension]
impl Feed for Weather {
    fn name(&self) -> String {
        self.city.clone()
    }
}

plugin_set! {
    struct Newsroom { weather: Weather }
    points: [Feed];
}

fn main() {
    let set = Newsroom { weather: Weather { city: "Kiel".to_owned() } };
    assert_eq!(set.caller::<dyn Feed>().name().unwrap(), ["Kiel"]);
    let plugins = PluginManager::builder().set(set).build().unwrap();
    assert_eq!(plugins.caller::<dyn Feed>().name().unwrap(), ["Kiel"]);
}
