use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    #[hook(pipeline)]
    fn measure(&self, text: String) -> usize;
}

fn main() {}
