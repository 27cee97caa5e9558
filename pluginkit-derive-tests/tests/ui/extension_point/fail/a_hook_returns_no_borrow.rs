use pluginkit::prelude::*;

use std::borrow::Cow;

#[extension_point]
trait Feed {
    fn name(&self) -> Cow<'_, str>;
}

fn main() {}
