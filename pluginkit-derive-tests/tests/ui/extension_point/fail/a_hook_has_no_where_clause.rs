use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    fn fetch(&self, topic: &str) -> String
    where
        Self: Sized;
}

fn main() {}
