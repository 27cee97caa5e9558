use pluginkit::prelude::*;

use std::fmt::Result;

#[extension_point]
trait Feed {
    fn write(&self) -> Result;
}

fn main() {}
