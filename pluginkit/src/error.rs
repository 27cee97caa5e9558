//! Everything that can go wrong, as values: one enum per domain, facts in fields, sources kept, plugins named.

mod discovery;
mod errors;
mod hook;
mod life;
mod load;
mod resolution;
mod state;

pub use discovery::DiscoveryError;
pub use errors::{Errors, PluginError};
pub use hook::{BlockOnError, HookError, HookErrorKind, HookResult};
pub use life::{StartError, StopError};
pub use load::LoadError;
pub use resolution::{Ordered, ResolutionError};
pub use state::StateError;

/// Any error, as plugins and hosts hand it over.
///
/// ```
/// let error: pluginkit::BoxError = "no network".into();
/// assert_eq!(error.to_string(), "no network");
/// ```
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;
