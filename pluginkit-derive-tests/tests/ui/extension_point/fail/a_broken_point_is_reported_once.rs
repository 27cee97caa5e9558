use pluginkit::prelude::*;

#[extension_point]
trait Feed: Clone {
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

#[extension(wrapper)]
impl FeedWrapper for Weather {
    fn fetch(&self, topic: &str, next: Next<'_>) -> HookResult<Vec<String>> {
        next.run()
    }
}

fn main() {}
