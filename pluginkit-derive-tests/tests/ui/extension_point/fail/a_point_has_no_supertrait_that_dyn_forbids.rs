use pluginkit::prelude::*;

#[extension_point]
trait Feed: Send + Clone {
    fn fetch(&self, topic: &str) -> String;
}

fn main() {}
