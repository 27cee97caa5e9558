use pluginkit::prelude::*;

#[extension_point(ids = "feed")]
trait Feed {
    fn fetch(&self);
}

fn main() {}
