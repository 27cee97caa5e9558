use pluginkit::{extension, extension_point, plugin, plugin_set};

#[extension_point]
trait Feed {
    fn fetch(&self, topic: &mut String) -> String;
    fn name(&self) -> String;
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Feed for Weather {
    fn fetch(&self, _: &mut String) -> String {
        "fog".to_owned()
    }
    fn name(&self) -> String {
        "weather".to_owned()
    }
}

plugin_set! {
    struct Newsroom { weather: Weather }
    points: [Feed];
}

fn main() {
    let set = Newsroom::default();
    let _ = set.caller::<dyn Feed>().name();
}
