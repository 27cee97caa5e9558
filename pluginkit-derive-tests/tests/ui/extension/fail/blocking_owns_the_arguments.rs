use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    async fn fetch(&self, topics: &[&str]) -> usize;
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension(blocking)]
impl Feed for Weather {
    fn fetch(&self, topics: &[&str]) -> usize {
        topics.len()
    }
}

fn main() {}
