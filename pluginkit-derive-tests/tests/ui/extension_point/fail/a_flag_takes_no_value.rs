use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    #[hook(first_result = true)]
    fn locate(&self, place: &str) -> Option<u64>;
}

fn main() {}
