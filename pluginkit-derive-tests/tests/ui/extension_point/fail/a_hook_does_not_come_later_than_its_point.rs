use pluginkit::prelude::*;

#[extension_point(version = "1.2.0")]
trait Feed {
    fn fetch(&self, topic: &str) -> String;
    #[hook(since = "1.2")]
    fn name(&self) -> String;
    #[hook(since = "1.3")]
    fn locate(&self, place: &str) -> u64;
    #[hook(first_result, since = "2.0.0-beta.1")]
    fn resolve(&self, name: &str) -> Option<u64>;
}

fn main() {}
