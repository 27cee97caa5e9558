//! Not linked: the host lists it in `Cargo.toml`, and names it nowhere.
//!
//! Four plugins and three extensions, one module each: a linker that keeps only what is called would lose most of them.

mod inner;
mod silent;

use api::Voice;
use pluginkit::prelude::*;

/// In the root of the crate.
#[plugin(id = "forgotten-root", version = "1.0.0")]
#[derive(Debug, Default)]
pub struct Forgotten;

#[extension]
impl Voice for Forgotten {
    fn speak(&self) -> String {
        "forgotten-root".to_owned()
    }
}
