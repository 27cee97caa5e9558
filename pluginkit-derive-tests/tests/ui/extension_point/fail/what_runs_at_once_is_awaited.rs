use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    #[hook(concurrent)]
    fn fetch(&self, topic: &str) -> String;
    #[hook(concurrent(limit = 4))]
    fn publish(&self, topic: &str);
}

fn main() {}
