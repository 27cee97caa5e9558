use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    #[hook(pipeline)]
    fn edit(&self, text: &str) -> String;
    #[hook(pipeline)]
    fn sort(&self, years: &mut Vec<u16>);
}

fn main() {}
