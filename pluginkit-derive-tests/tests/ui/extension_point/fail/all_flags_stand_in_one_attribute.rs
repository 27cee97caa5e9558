use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    #[hook(first_result)]
    #[hook(since = "1.1")]
    fn locate(&self, place: &str) -> Option<u64>;
}

fn main() {}
