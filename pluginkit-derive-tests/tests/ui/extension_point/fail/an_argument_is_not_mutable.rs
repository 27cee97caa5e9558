use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    fn sort(&self, headlines: &mut Vec<String>);
    fn count(&self, counts: Option<&mut u8>);
}

fn main() {}
