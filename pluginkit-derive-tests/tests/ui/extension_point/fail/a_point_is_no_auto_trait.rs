use pluginkit::prelude::*;

#[extension_point]
auto trait Feed {
    fn fetch(&self, topic: &str) -> String;
}

fn main() {}
