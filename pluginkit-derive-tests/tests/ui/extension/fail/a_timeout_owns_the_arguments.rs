use newsdesk::{Feed, Headline};
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension(timeout = "2s")]
impl Feed for Weather {
    fn published(&self, headline: &Headline) {
        drop(headline.0.clone());
    }
}

fn main() {}
