use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    fn merge(&self, other: &Self);
    fn split(&self) -> Option<Self>;
}

fn main() {}
