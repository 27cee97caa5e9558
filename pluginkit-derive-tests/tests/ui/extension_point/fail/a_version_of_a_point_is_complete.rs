use pluginkit::prelude::*;

#[extension_point(version = "1.2")]
trait Feed {
    fn fetch(&self, topic: &str) -> String;
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

// Nothing more is said because of it.
#[extension(requires = "^2")]
impl Feed for Weather {
    fn fetch(&self, topic: &str) -> String {
        topic.to_owned()
    }
}

fn main() {}
