use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    #[hook(pipeline)]
    fn edit(&self) -> String;
}

fn main() {}
