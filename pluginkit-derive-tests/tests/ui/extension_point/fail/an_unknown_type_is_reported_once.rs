use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    async fn fetch(&self, topic: &Topik) -> String;
}

fn main() {}
