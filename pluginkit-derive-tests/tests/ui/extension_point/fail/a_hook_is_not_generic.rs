use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    fn fetch<T: ToString>(&self, topic: T) -> String;
    fn fetch_all<const COUNT: usize>(&self, topics: [u8; COUNT]) -> String;
}

fn main() {}
