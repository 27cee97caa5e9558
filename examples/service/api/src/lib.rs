//! What the plugins of the service agree on: an extension point, and what passes through it.

mod readings;

pub use readings::{Reading, Readings, ReadingsCaller, ReadingsEngine, ReadingsWrapper};
