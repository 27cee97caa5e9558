//! A plugin that extends nothing.

use pluginkit::prelude::*;

/// There, and silent.
#[plugin(id = "linked-silent", version = "1.0.0")]
#[derive(Debug, Default)]
struct Silent;
