use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    fn name(&self) -> &str;
    fn years(&self) -> Option<&[u16]>;
    fn first<'a>(&self, topics: &'a [String]) -> &'a String;
}

fn main() {}
