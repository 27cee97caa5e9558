use pluginkit::prelude::*;

use std::ops::ControlFlow;

#[extension_point]
trait Feed {
    #[hook(pipeline)]
    fn edit(&self, text: String) -> ControlFlow<(), String>;
    #[hook(pipeline)]
    fn shorten(&self, text: String) -> ControlFlow<String>;
}

fn main() {}
