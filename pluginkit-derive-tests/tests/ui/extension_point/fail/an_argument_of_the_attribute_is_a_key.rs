use pluginkit::prelude::*;

#[extension_point("feed")]
trait Feed {
    fn fetch(&self);
}

fn main() {}
