use pluginkit::prelude::*;

#[extension_point(deprecated = "")]
trait Feed {
    #[hook(deprecated)]
    fn fetch(&self);
}

fn main() {}
