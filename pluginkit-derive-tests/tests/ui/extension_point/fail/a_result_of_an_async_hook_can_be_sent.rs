use pluginkit::prelude::*;

use std::rc::Rc;

#[extension_point]
trait Feed {
    async fn fetch(&self) -> Rc<str>;
}

fn main() {}
