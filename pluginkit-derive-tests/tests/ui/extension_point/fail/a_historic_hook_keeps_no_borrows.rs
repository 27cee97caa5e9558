//! What is remembered is owned.

use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    #[hook(historic)]
    fn told(&self, sink: &dyn Fn(&str), topics: &[&str], topic: Option<&str>);
}

fn main() {}
