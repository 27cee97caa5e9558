use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    #[hook(required)]
    fn fetch(&self, topic: &str) -> String;
    fn published(&self);
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Feed for Weather {
    fn fetsh(&self, topic: &str) -> String {
        topic.to_owned()
    }
}

fn main() {}
