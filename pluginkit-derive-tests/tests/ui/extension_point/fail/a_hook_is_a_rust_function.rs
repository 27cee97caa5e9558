use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    extern "C" fn fetch(&self) -> u8;
}

fn main() {}
