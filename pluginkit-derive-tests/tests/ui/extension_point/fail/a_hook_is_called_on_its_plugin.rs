use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    fn fetch(topic: &str) -> String;
    fn ready();
}

fn main() {}
