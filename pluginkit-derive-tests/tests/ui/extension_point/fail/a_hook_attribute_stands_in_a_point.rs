#[allow(unused_imports)]
use pluginkit::prelude::*;

trait Feed {
    #[hook(first_result)]
    fn locate(&self, place: &str) -> Option<u64>;
}

fn main() {}
