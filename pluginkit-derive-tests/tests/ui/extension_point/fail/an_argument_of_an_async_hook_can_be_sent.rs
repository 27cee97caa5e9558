use pluginkit::prelude::*;

use std::cell::Cell;

#[extension_point]
trait Feed {
    async fn fetch(&self, seen: &Cell<u8>) -> String;
}

fn main() {}
