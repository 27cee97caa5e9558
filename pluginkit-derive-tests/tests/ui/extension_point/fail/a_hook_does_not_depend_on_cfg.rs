use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    fn fetch(&self, topic: &str) -> String;
    #[cfg(unix)]
    fn signal(&self, number: i32);
}

fn main() {}
