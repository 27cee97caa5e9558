use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    async fn fetch(&self, topic: &str) -> String;
    #[hook(concurrent)]
    async fn refresh(&self);
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension(barrier)]
impl Feed for Weather {
    async fn fetch(&self, topic: &str) -> String {
        topic.to_owned()
    }
}

#[plugin(id = "stocks", version = "1.0.0", listed)]
#[derive(Default)]
struct Stocks;

#[extension(barrier = 3)]
impl Feed for Stocks {
    async fn refresh(&self) {}
}

fn main() {}
