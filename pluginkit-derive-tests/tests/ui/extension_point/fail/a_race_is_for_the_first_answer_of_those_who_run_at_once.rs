use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    #[hook(concurrent, race)]
    async fn fetch(&self, topic: &str) -> String;
    #[hook(first_result, race)]
    async fn find(&self, topic: &str) -> Option<String>;
}

fn main() {}
