//! What the service and its plugins agree on: an extension point and what passes through it, and the database that they share.

mod database;
mod readings;

pub use database::Database;
pub use readings::{Reading, Readings, ReadingsCaller, ReadingsEngine, ReadingsWrapper};
