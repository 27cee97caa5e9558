//! A plugin in one module, its extension in another.

mod voice;

use pluginkit::prelude::*;

/// Two modules down.
#[plugin(id = "forgotten-deep", version = "1.0.0")]
#[derive(Debug, Default)]
struct Deep;
