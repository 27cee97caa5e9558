use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    fn __fetch(&self, __topic: &str) -> String;
}

fn main() {}
