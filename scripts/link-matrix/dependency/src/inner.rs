//! A plugin in a module that nothing refers to.

mod deep;

use api::Voice;
use pluginkit::prelude::*;

/// In a private module.
#[plugin(id = "dependency-inner", version = "1.0.0")]
#[derive(Debug, Default)]
struct Inner;

#[extension]
impl Voice for Inner {
    fn speak(&self) -> String {
        "dependency-inner".to_owned()
    }
}
