use pluginkit::prelude::*;

#[extension_point]
unsafe trait Feed {
    fn fetch(&self, topic: &str) -> String;
}

fn main() {}
