//! The first answer ends a call, so nobody can come later.

use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    #[hook(first_result, historic)]
    fn find(&self, topic: &str) -> Option<String>;
}

fn main() {}
