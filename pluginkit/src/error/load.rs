//! Failures of gathering and constructing plugins.

use thiserror::Error;

use crate::id::PluginId;
use crate::plugin::Origin;

/// A plugin could not be taken in.
///
/// ```
/// # use pluginkit::prelude::*;
/// let error = PluginManager::builder().expect(["weather"]).build().unwrap_err();
/// assert!(error.to_string().contains("`weather` is expected, but not linked"));
/// ```
#[derive(Debug, Error)]
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
