use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    fn fetch(&self, topic: &str) -> impl Future<Output = String> + Send;
}

fn main() {}
