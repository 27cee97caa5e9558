//! Nobody who comes later changes what a pipeline has handed on.

use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    #[hook(pipeline, historic(keep = 3))]
    fn render(&self, text: String) -> String;
}

fn main() {}
