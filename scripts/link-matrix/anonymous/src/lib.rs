//! Linked, because the host says `use anonymous as _;`.
//!
//! Four plugins and three extensions, one module each: a linker that keeps only what is called would lose most of them.

mod inner;
mod silent;

use api::Voice;
use pluginkit::prelude::*;

/// In the root of the crate.
#[plugin(id = "anonymous-root", version = "1.0.0")]
#[derive(Debug, Default)]
pub struct Anonymous;

#[extension]
impl Voice for Anonymous {
    fn speak(&self) -> String {
        "anonymous-root".to_owned()
    }
}
