//! What a call of a set costs, beside the same calls by hand, by a manager, and over trait objects.

mod boxed;
mod cases;
mod measure;
mod plugins;
mod points;
mod sets;
mod wrappers;

pub use cases::{Case, SIZES, Side};
pub use measure::Workload;
