//! Failures of gathering and constructing plugins.

use std::sync::Arc;

use thiserror::Error;

use crate::id::{InvalidPluginId, PluginId};
use crate::pattern::InvalidPattern;
use crate::plugin::Origin;
use crate::state::FilterReason;

/// A plugin could not be taken in.
///
/// ```
/// # use pluginkit::prelude::*;
/// let error = PluginManager::builder().expect(["weather"]).build().unwrap_err();
/// assert!(error.to_string().contains("`weather` is expected, but not linked"));
/// ```
#[derive(Clone, Debug, Error)]
#[non_exhaustive]
pub enum LoadError {
    /// Two plugins have the same id.
    #[error("plugin id `{id}` is used twice: by {}, and by {}; ids are unique in a program", origins[0], origins[1])]
    DuplicateId {
        /// The id.
        id: PluginId,
        /// Where the two plugins are declared.
        origins: Box<[Origin; 2]>,
    },
    /// A plugin type was handed over twice.
    #[error("plugin `{id}` was handed to the builder twice; one of the instances would be lost")]
    DuplicateInstance {
        /// Its id.
        id: PluginId,
    },
    /// An expected plugin or crate is not in the binary.
    #[error(
        "`{name}` is expected, but not linked into this binary. \
         rustc drops a crate that is listed in Cargo.toml and named nowhere in the code: name it, \
         with `.plugins(pluginkit::plugins![{module}::YourPlugin])` or with `use {module} as _;`. {known}",
        module = name.replace('-', "_"),
        known = Known(linked)
    )]
    NotLinked {
        /// The plugin id or crate name that was expected.
        name: String,
        /// The ids of the plugins that are there.
        linked: Vec<PluginId>,
    },
    /// An expected plugin is there, and a gate keeps it out.
    #[error("`{id}` is expected, but kept out: {why}")]
    NotActivated {
        /// The plugin that was expected.
        id: PluginId,
        /// The gate.
        reason: FilterReason,
        /// Why, down to where it begins.
        why: String,
    },
    /// An id that the host enables is nobody's.
    #[error("plugin `{id}` is enabled, but not there; {}", Known(known))]
    NotDiscovered {
        /// The id.
        id: String,
        /// The ids of the plugins that are there.
        known: Vec<PluginId>,
    },
    /// A mock was built without an id.
    #[cfg(feature = "testing")]
    #[error("a mock has no id: call `.id(\"..\")` on its builder")]
    MockWithoutId,
    /// Not a plugin id.
    #[error(transparent)]
    BadId(#[from] InvalidPluginId),
    /// Not a version.
    #[error("plugin `{plugin}`: `{version}` is not a version such as 1.2.0: {source}")]
    BadVersion {
        /// Whose.
        plugin: PluginId,
        /// What was given.
        version: String,
        /// What is wrong with it.
        source: Arc<semver::Error>,
    },
    /// Not a requirement on versions.
    #[error(
        "plugin `{plugin}` depends on `{dependency}`: `{requirement}` is not a requirement on versions such as ^1.2: {source}"
    )]
    BadRequirement {
        /// Who depends.
        plugin: PluginId,
        /// On whom.
        dependency: PluginId,
        /// What was given.
        requirement: String,
        /// What is wrong with it.
        source: Arc<semver::Error>,
    },
    /// The host's own version is none.
    #[error("application `{application}`: `{version}` is not a version such as 1.2.0: {source}")]
    BadApplicationVersion {
        /// The application.
        application: String,
        /// What was given.
        version: String,
        /// What is wrong with it.
        source: Arc<semver::Error>,
    },
    /// A policy is for hooks that a text stands for which is no pattern.
    #[error("a policy is for no hooks: {source}")]
    BadPolicy {
        /// What is wrong with it.
        source: InvalidPattern,
    },
    /// The oldest host that a plugin works with is no version.
    #[error("plugin `{plugin}`: `{version}` (`min_app_version`) is not a version such as 1.2.0: {source}")]
    BadMinAppVersion {
        /// Whose.
        plugin: PluginId,
        /// What was given.
        version: String,
        /// What is wrong with it.
        source: Arc<semver::Error>,
    },
    /// A plugin is made for another application.
    #[error("plugin `{plugin}` is made for application `{target}`, and this is `{host}`")]
    WrongApplication {
        /// The plugin.
        plugin: PluginId,
        /// The application it is made for.
        target: String,
        /// This application.
        host: String,
    },
    /// A plugin does not say which application it is made for.
    #[error(
        "plugin `{plugin}` does not say which application it is made for, and this one, `{host}`, asks: \
         declare it with `#[plugin(.., target_application = \"{host}\")]`"
    )]
    MissingTargetApplication {
        /// The plugin.
        plugin: PluginId,
        /// This application.
        host: String,
    },
    /// A plugin is written against another version of the host's plugin API.
    #[error(
        "plugin `{plugin}` is written against api version `{declared}`, and this application has `{host}`"
    )]
    IncompatibleApiVersion {
        /// The plugin.
        plugin: PluginId,
        /// What it declares.
        declared: String,
        /// What the host has.
        host: String,
    },
    /// A plugin needs a newer host.
    #[error("plugin `{plugin}` needs the application in version {required} or later, and this is {host}")]
    IncompatibleAppVersion {
        /// The plugin.
        plugin: PluginId,
        /// What it needs.
        required: String,
        /// What the host is.
        host: String,
    },
    /// The host looked at a plugin and refused.
    #[error("plugin `{plugin}` was rejected: {message}")]
    Rejected {
        /// The plugin.
        plugin: PluginId,
        /// What the host says.
        message: String,
    },
    /// The host's `pre_activate` panicked when it looked at a plugin.
    #[error("plugin `{plugin}`: `pre_activate` panicked: {message}")]
    PreActivatePanicked {
        /// The plugin.
        plugin: PluginId,
        /// The panic's message.
        message: String,
    },
    /// A plugin has neither a `Default` nor an instance.
    #[error(
        "plugin `{id}` ({origin}) cannot be made: it has no `Default`. \
         Hand the builder one, with `.instance(..)`, or declare it `#[plugin(.., listed)]` to keep it out of `discover()`"
    )]
    NeedsInstance {
        /// Its id.
        id: PluginId,
        /// Where it is declared.
        origin: Origin,
    },
    /// A plugin's constructor panicked.
    #[error("plugin `{id}`: its constructor panicked: {message}")]
    Panicked {
        /// Its id.
        id: PluginId,
        /// The panic's message.
        message: String,
    },
}

struct Known<'a>(&'a [PluginId]);

impl std::fmt::Display for Known<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Some((first, rest)) = self.0.split_first() else {
            return f.write_str("No plugin at all is there.");
        };
        write!(f, "There are: `{first}`")?;
        rest.iter().try_for_each(|id| write!(f, ", `{id}`"))?;
        f.write_str(".")
    }
}

impl LoadError {
    /// What is wrong, for a chain of reasons that has said already with whom.
    pub(crate) fn brief(&self) -> String {
        match self {
            LoadError::WrongApplication { target, .. } => format!("wrong application '{target}'"),
            LoadError::MissingTargetApplication { .. } => "no target application".to_owned(),
            LoadError::IncompatibleApiVersion { declared, host, .. } => {
                format!("api version '{declared}', the host's is '{host}'")
            }
            LoadError::IncompatibleAppVersion { required, host, .. } => {
                format!("needs application {required} or later, the host is {host}")
            }
            LoadError::BadMinAppVersion { version, .. } => {
                format!("needs application '{version}', which is no version")
            }
            LoadError::Rejected { message, .. } => format!("rejected: {message}"),
            LoadError::PreActivatePanicked { message, .. } => format!("`pre_activate` panicked: {message}"),
            LoadError::Panicked { message, .. } => format!("its constructor panicked: {message}"),
            LoadError::NeedsInstance { .. } => {
                "it has no `Default`, and no instance was handed over".to_owned()
            }
            other => other.to_string(),
        }
    }
}
