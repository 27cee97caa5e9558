use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    const fn fetch(&self) -> u8;
}

fn main() {}
