use pluginkit::prelude::*;

#[extension_point]
#[deprecated]
trait Feed {
    fn load(&self, topic: &str) -> String;
}

fn main() {}
