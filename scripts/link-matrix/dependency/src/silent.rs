//! A plugin that extends nothing.

use pluginkit::prelude::*;

/// There, and silent.
#[plugin(id = "dependency-silent", version = "1.0.0")]
#[derive(Debug, Default)]
struct Silent;
