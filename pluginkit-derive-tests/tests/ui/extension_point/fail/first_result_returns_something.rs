use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    #[hook(first_result)]
    fn locate(&self, place: &str);
}

fn main() {}
