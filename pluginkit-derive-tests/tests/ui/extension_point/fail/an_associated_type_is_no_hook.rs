use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    type Headline;
    fn fetch(&self, topic: &str) -> String;
}

fn main() {}
