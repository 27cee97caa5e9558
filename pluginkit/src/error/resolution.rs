//! Failures of putting plugins and extensions in order.

use std::fmt;

use thiserror::Error;

use super::Ordered;
use crate::id::PluginId;

/// Plugins do not fit together.
///
/// ```
/// use pluginkit::{Error, ResolutionError, prelude::*};
///
/// #[plugin(id = "weather", version = "1.0.0", depends_on("geo" = "^1.2"), listed)]
/// #[derive(Default)]
/// struct Weather;
///
/// let plugins = PluginManager::builder().plugin::<Weather>().build()?;
/// let discovery = plugins.discovery();
/// let error = discovery.errors()[0].error();
/// assert!(matches!(error, Error::Resolution(ResolutionError::MissingDependency { .. })));
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug, Error)]
#[non_exhaustive]
pub enum ResolutionError {
    /// A dependency is not there.
    #[error(
        "plugin `{plugin}` depends on `{dependency}` ({requirement}), which is not there. \
         If its crate is in Cargo.toml, name it in the code too: `depends_on(path::to::Type)` instead of \
         `depends_on(\"{dependency}\")`, or list it with `pluginkit::plugins![..]`"
    )]
    MissingDependency {
        /// Who depends.
        plugin: PluginId,
        /// On whom.
        dependency: PluginId,
        /// In which versions.
        requirement: String,
    },
    /// A dependency has the wrong version.
    #[error("plugin `{plugin}` depends on `{dependency}` {requirement}, but `{dependency}` is {found}")]
    VersionMismatch {
        /// Who depends.
        plugin: PluginId,
        /// On whom.
        dependency: PluginId,
        /// In which versions.
        requirement: String,
        /// The version that is there.
        found: String,
    },
    /// A dependency is given twice; which of the two requirements is meant is not known.
    #[error("plugin `{plugin}` names its dependency `{dependency}` twice: keep one of them")]
    DuplicateDependency {
        /// Who depends.
        plugin: PluginId,
        /// On whom.
        dependency: PluginId,
    },
    /// A dependency is there, and is kept out or failed itself.
    #[error("plugin `{plugin}` needs `{dependency}`, which is not available: {why}")]
    DependencyUnavailable {
        /// Who depends.
        plugin: PluginId,
        /// On whom.
        dependency: PluginId,
        /// Why that one is not available, down to where it begins.
        why: String,
    },
    /// Plugins depend on each other in a circle.
    #[error("plugins depend on each other in a circle: {}", Ring(cycle))]
    DependencyCycle {
        /// The circle, without its first plugin repeated at the end.
        cycle: Vec<PluginId>,
    },
    /// `before` and `after` contradict each other.
    #[error("the {ordered} of hook `{hook}` cannot be put in order: {} (each before the next)", Ring(cycle))]
    OrderCycle {
        /// The id of the hook.
        hook: &'static str,
        /// What cannot be put in order.
        ordered: Ordered,
        /// The circle, without its first plugin repeated at the end.
        cycle: Vec<PluginId>,
    },
}

/// Prints `a → b → a`.
struct Ring<'a>(&'a [PluginId]);

impl fmt::Display for Ring<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for id in self.0 {
            write!(f, "{id} → ")?;
        }
        self.0.first().map_or(Ok(()), |first| first.fmt(f))
    }
}

impl ResolutionError {
    /// What is wrong, for a chain of reasons that has said already with whom.
    pub(crate) fn brief(&self) -> String {
        match self {
            ResolutionError::MissingDependency { dependency, .. } => {
                format!("needs {dependency}, which is not there")
            }
            ResolutionError::VersionMismatch { dependency, requirement, found, .. } => {
                format!("needs {dependency} {requirement}, but {dependency} is {found}")
            }
            ResolutionError::DependencyCycle { cycle } => Ring(cycle).to_string(),
            ResolutionError::DuplicateDependency { dependency, .. } => format!("needs {dependency} twice"),
            ResolutionError::DependencyUnavailable { dependency, why, .. } => {
                format!("needs {dependency}: {why}")
            }
            ResolutionError::OrderCycle { .. } => self.to_string(),
        }
    }
}
