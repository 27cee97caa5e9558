//! How many calls are kept is a number from 1 on.

use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    #[hook(historic(keep = 0))]
    fn nothing(&self);
    #[hook(historic(keep = "all"))]
    fn all(&self);
    #[hook(historic())]
    fn empty(&self);
    #[hook(historic(limit = 3))]
    fn limited(&self);
}

fn main() {}
