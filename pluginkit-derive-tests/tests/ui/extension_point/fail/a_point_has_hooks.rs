use pluginkit::prelude::*;

#[extension_point]
trait Feed {}

fn main() {}
