use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    fn fetch(&self, topic: &str) -> String;
    const fn name(&self) -> String;
    fn place(&self, (x, y): (u8, u8));
    fn split(&self) -> Option<Self>;
    #[cfg_attr(unix, hook(first_result))]
    fn locate(&self, place: &str) -> Option<u64>;
}

fn main() {}
