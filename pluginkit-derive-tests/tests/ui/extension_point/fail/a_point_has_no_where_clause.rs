use pluginkit::prelude::*;

#[extension_point]
trait Feed
where
    Self: Send,
{
    fn fetch(&self, topic: &str) -> String;
}

fn main() {}
