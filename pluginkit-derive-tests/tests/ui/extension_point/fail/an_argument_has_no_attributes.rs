use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    fn fetch(&self, #[cfg(unix)] topic: &str);
}

fn main() {}
