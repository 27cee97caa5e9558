use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    fn headlines(&self) -> impl Iterator<Item = String>;
}

fn main() {}
