use pluginkit::prelude::*;

#[extension_point(crate = newsdesk::geo)]
trait Feed {
    fn fetch(&self);
}

fn main() {}
