use pluginkit::prelude::*;

use std::sync::Arc;

#[extension_point]
trait Feed {
    fn fetch(&mut self, topic: &str) -> String;
    fn finish(self);
    fn share(self: Arc<Self>);
}

fn main() {}
