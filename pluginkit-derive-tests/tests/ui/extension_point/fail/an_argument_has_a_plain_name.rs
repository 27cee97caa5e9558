use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    fn fetch(&self, _: &str);
    fn place(&self, (x, y): (u8, u8));
    fn rename(&self, mut name: String);
}

fn main() {}
