use pluginkit::prelude::*;

#[extension_point(since = "last week")]
trait Feed {
    #[hook(since = 1.1)]
    fn fetch(&self);
}

fn main() {}
