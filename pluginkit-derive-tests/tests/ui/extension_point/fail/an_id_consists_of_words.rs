use pluginkit::prelude::*;

#[extension_point(id = "news feed")]
trait Feed {
    fn fetch(&self);
}

#[extension_point(id = feed)]
trait Other {
    fn fetch(&self);
}

fn main() {}
