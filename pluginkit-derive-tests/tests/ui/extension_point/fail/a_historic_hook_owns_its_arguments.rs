//! What is remembered has an owned form, which threads share.

use std::rc::Rc;

use pluginkit::prelude::*;

struct Connection;

#[extension_point]
trait Feed {
    #[hook(historic)]
    fn connected(&self, connection: &Connection);
    #[hook(historic)]
    fn told(&self, topic: Rc<String>);
}

fn main() {}
