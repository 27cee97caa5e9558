use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    fn follow(&self, next: &str);
}

fn main() {}
