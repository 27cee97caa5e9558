//! Found only if the linker keeps the extension, whatever it does with the plugin.

use super::Deep;
use api::Voice;
use pluginkit::prelude::*;

#[extension]
impl Voice for Deep {
    fn speak(&self) -> String {
        "dependency-deep".to_owned()
    }
}
