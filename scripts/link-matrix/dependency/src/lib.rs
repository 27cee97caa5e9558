//! Linked, because a plugin of `linked` depends on one of its plugins, by path.
//!
//! Four plugins and three extensions, one module each: a linker that keeps only what is called would lose most of them.

mod inner;
mod silent;

use api::Voice;
use pluginkit::prelude::*;

/// In the root of the crate.
#[plugin(id = "dependency-root", version = "1.0.0")]
#[derive(Debug, Default)]
pub struct Dependency;

#[extension]
impl Voice for Dependency {
    fn speak(&self) -> String {
        "dependency-root".to_owned()
    }
}
