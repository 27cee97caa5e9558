use pluginkit::prelude::*;

struct Secret;

#[extension_point]
pub trait Feed {
    fn fetch(&self, secret: &Secret);
}

fn main() {}
