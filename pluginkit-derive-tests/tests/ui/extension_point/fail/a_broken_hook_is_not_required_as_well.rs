use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    #[hook(required)]
    fn name(&self) -> &str;
    fn fetch(&self, topic: &str) -> String;
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Feed for Weather {
    fn fetch(&self, topic: &str) -> String {
        topic.to_owned()
    }
}

fn main() {}
