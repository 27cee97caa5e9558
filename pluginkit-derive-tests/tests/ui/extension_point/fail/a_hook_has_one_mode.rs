use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    #[hook(first_result, pipeline)]
    fn edit(&self, text: String) -> Option<String>;
}

fn main() {}
