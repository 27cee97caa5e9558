use pluginkit::prelude::*;

struct Code(i32);

#[extension_point]
trait Feed {
    fn fetch(&self) -> Result<String, Code>;
}

fn main() {}
