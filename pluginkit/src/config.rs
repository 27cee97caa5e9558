//! Configuration, as values: layers that are merged, sections that are read into types, and where each value comes from.
//! Nothing here opens a file or asks the environment; the manager does, and hands over what it found.

mod change;
mod configured;
mod diff;
mod formats;
mod layers;
mod origin;
mod path;
mod places;
mod read;
mod secret;
mod section;
mod shown;
mod sources;
mod tree;
mod variables;

pub use change::{Changed, ConfigChange};
pub use configured::Configured;
pub(crate) use configured::ReadSection;
pub(crate) use diff::section_diff;
pub use diff::{ConfigDiff, ConfigDifference, config_diff};
pub(crate) use formats::Format;
pub use layers::ConfigSnapshot;
pub(crate) use layers::{Layer, Text};
pub use origin::ConfigOrigin;
pub use secret::Secret;
pub(crate) use section::Section;
pub use shown::ConfigValue;
pub use sources::Config;
pub(crate) use variables::variables;

/// A value whose type has been forgotten.
pub(crate) type AnyConfig = std::sync::Arc<dyn std::any::Any + Send + Sync>;
