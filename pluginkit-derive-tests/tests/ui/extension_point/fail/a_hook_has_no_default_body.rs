use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    fn fetch(&self, topic: &str) -> String {
        topic.to_owned()
    }
}

fn main() {}
