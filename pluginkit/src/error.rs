//! Everything that can go wrong, as values: one enum per domain, facts in fields, sources kept, plugins named.

#[cfg(feature = "std")]
mod block_on;
#[cfg(feature = "config")]
mod config;
#[cfg(feature = "std")]
mod discovery;
#[cfg(feature = "std")]
mod errors;
mod hook;
#[cfg(feature = "std")]
mod life;
#[cfg(feature = "std")]
mod load;
mod ordered;
#[cfg(feature = "std")]
mod resolution;
#[cfg(feature = "std")]
mod state;

use alloc::boxed::Box;

#[cfg(feature = "config")]
pub use self::config::ConfigError;
#[cfg(feature = "std")]
pub use self::{
    block_on::BlockOnError,
    discovery::DiscoveryError,
    errors::{Errors, PluginError},
    life::{StartError, StopError},
    load::LoadError,
    resolution::ResolutionError,
    state::StateError,
};
pub use hook::{HookError, HookErrorKind, HookResult};
pub use ordered::Ordered;

/// Any error, as plugins and hosts hand it over.
///
/// ```
/// let error: pluginkit::BoxError = "no network".into();
/// assert_eq!(error.to_string(), "no network");
/// ```
pub type BoxError = Box<dyn core::error::Error + Send + Sync>;
