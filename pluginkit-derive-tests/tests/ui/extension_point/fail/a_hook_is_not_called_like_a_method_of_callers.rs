use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    fn isolated(&self) -> String;
    fn only(&self, topic: &str) -> String;
}

fn main() {}
