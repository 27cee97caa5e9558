use newsdesk::Feed;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension(priority = "high", timeout = "soon", before("stocks", "stocks"), when = "always", colour)]
impl Feed for Weather {
    fn fetsh(&self) {}
    fn name(&self) -> String {
        "weather".to_owned()
    }
}

fn main() {}
