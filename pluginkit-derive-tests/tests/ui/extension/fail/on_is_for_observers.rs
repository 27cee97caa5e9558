use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    fn fetch(&self, topic: &str) -> String;
}

#[plugin(id = "weather", version = "1.0.0")]
#[derive(Default)]
struct Weather;

#[extension(on = "feed.*", arguments)]
impl Feed for Weather {
    fn fetch(&self, topic: &str) -> String {
        topic.to_owned()
    }
}

#[extension(wrapper, on = "feed.*")]
impl HookObserverWrapper for Weather {}

fn main() {}
