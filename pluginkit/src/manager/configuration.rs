//! The configuration of a manager: how it is read, what of it plugins are told, and how it changes.

mod changing;
mod files;
mod handle;
mod kept;
mod loading;
#[cfg(all(feature = "config-watch", background_runtime))]
mod watching;

pub use changing::ConfigReport;
pub use handle::{Configuration, Silently};
pub(super) use kept::Kept;
#[cfg(all(feature = "config-watch", background_runtime))]
pub use watching::ConfigWatch;
