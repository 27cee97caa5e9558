use pluginkit::prelude::*;

#[extension]
trait Feed {
    fn fetch(&self);
}

#[extension]
struct Weather;

#[extension]
fn fetch() {}

fn main() {}
