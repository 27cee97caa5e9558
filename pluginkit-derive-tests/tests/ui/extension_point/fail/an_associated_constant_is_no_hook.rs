use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    const LANGUAGE: &'static str;
    fn fetch(&self, topic: &str) -> String;
}

fn main() {}
