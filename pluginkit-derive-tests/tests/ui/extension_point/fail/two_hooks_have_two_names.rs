use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    fn fetch(&self);
    fn fetch(&self, topic: &str);
}

fn main() {}
