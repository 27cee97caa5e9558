use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    #[hook(first_result)]
    fn locate(&self, place: &str) -> u64;
    #[hook(first_result)]
    fn find(&self, place: &str) -> Result<Vec<u64>, BoxError>;
}

fn main() {}
