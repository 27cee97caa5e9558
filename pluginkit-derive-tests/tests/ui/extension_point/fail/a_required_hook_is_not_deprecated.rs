use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    #[hook(required, deprecated = "use `fetch`")]
    fn load(&self, topic: &str) -> String;
    fn fetch(&self, topic: &str) -> String;
}

fn main() {}
