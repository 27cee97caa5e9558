use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    #[cfg_attr(unix, hook(first_result))]
    fn fetch(&self, topic: &str) -> Option<String>;
}

fn main() {}
