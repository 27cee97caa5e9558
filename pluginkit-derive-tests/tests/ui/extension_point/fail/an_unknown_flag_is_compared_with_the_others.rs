use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    #[hook(firstresult)]
    fn locate(&self, place: &str) -> Option<u64>;
    #[hook(sorted)]
    fn list(&self) -> Option<u64>;
}

fn main() {}
