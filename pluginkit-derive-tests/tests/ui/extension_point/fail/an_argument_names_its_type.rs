use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    fn show(&self, text: impl std::fmt::Display);
}

fn main() {}
