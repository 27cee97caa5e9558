//! Linked, because the host names one of its plugins in `plugins![..]`.
//!
//! Four plugins and three extensions, one module each: a linker that keeps only what is called would lose most of them.

mod inner;
mod silent;

use api::Voice;
use pluginkit::prelude::*;

/// In the root of the crate.
#[plugin(id = "linked-root", version = "1.0.0", depends_on(dependency::Dependency = "^1"))]
#[derive(Debug, Default)]
pub struct Linked;

#[extension]
impl Voice for Linked {
    fn speak(&self) -> String {
        "linked-root".to_owned()
    }
}
