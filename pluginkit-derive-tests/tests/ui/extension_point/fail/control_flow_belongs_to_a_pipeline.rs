use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    fn edit(&self, text: String) -> std::ops::ControlFlow<String, String>;
}

fn main() {}
