use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    unsafe fn fetch(&self) -> u8;
}

fn main() {}
