//! The configuration of a manager: how it is read, what of it plugins are told, and how it changes.

mod changing;
mod files;
mod handle;
mod kept;
mod loading;

pub use changing::ConfigReport;
pub use handle::{Configuration, Silently};
pub(super) use kept::Kept;
