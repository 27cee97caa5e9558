//! The one extension point of the matrix.

use pluginkit::prelude::*;

/// Says who is there.
#[extension_point]
pub trait Voice {
    /// The id of the plugin that answers.
    fn speak(&self) -> String;
}
