use newsdesk::Feed;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Feed for Weather {
    fn fetch(&self) -> String {
        String::new()
    }
    fn render(&self, text: String) -> String {
        text
    }
}

fn main() {}
