//! What a plugin is: identity, version, dependencies, and how it is made.

#[cfg(feature = "std")]
mod instance;

use alloc::sync::Arc;
use core::any::{Any, TypeId};
use core::fmt;
use core::marker::PhantomData;

use crate::metadata::Metadata;
use crate::version::compare_text;

#[cfg(feature = "std")]
pub use instance::IntoInstance;

/// A plugin type. Implemented by `#[plugin(id = "..", version = "..")]`, not by hand.
///
/// ```
/// use pluginkit::prelude::*;
///
/// #[plugin(id = "weather", version = "1.2.0", listed)]
/// #[derive(Default)]
/// struct Weather;
///
/// assert_eq!(Weather::ID, "weather");
/// assert_eq!(Weather::VERSION, "1.2.0");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a plugin",
    label = "not a plugin",
    note = "add `#[plugin(id = \"..\", version = \"..\")]` to the declaration of `{Self}`"
)]
pub trait Plugin: Send + Sync + Sized + 'static {
    /// Its id, unique in a program: a letter, then up to 63 letters, digits, `_` or `-`.
    const ID: &'static str;
    /// Its semantic version.
    const VERSION: &'static str;
    /// The plugins it needs.
    const DEPENDENCIES: &'static [Dependency];
    /// What it says of itself.
    const METADATA: Metadata;
    #[doc(hidden)]
    const ORIGIN: Origin;
    #[doc(hidden)]
    const CONSTRUCT: Option<fn() -> Self>;
    #[doc(hidden)]
    #[cfg(feature = "config")]
    const CONFIG: Option<crate::config::Configured> = None;
}

/// A plugin that another one needs.
///
/// ```
/// let needs = pluginkit::Dependency::named("geo", "^1.2").optional();
/// assert_eq!((needs.id(), needs.requirement(), needs.is_optional()), ("geo", "^1.2", true));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dependency {
    id: &'static str,
    requirement: &'static str,
    optional: bool,
}

impl Dependency {
    /// On a plugin type: its crate is linked, and its version is checked by the compiler.
    ///
    /// ```
    /// use pluginkit::prelude::*;
    ///
    /// #[plugin(id = "geo", version = "1.2.0", listed)]
    /// #[derive(Default)]
    /// struct Geo;
    ///
    /// assert_eq!(pluginkit::Dependency::on::<Geo>("^1.2").id(), "geo");
    /// ```
    pub const fn on<P: Plugin>(requirement: &'static str) -> Self {
        Dependency::named(P::ID, requirement)
    }

    /// On whatever plugin has this id when the manager is built.
    ///
    /// ```
    /// assert_eq!(pluginkit::Dependency::named("geo", "*").requirement(), "*");
    /// ```
    pub const fn named(id: &'static str, requirement: &'static str) -> Self {
        Dependency { id, requirement, optional: false }
    }

    /// Not needed; but if it is there, in this version and before.
    ///
    /// ```
    /// assert!(pluginkit::Dependency::named("metrics", "*").optional().is_optional());
    /// ```
    #[must_use]
    pub const fn optional(self) -> Self {
        Dependency { optional: true, ..self }
    }

    /// The id of the plugin that is needed.
    ///
    /// ```
    /// assert_eq!(pluginkit::Dependency::named("geo", "*").id(), "geo");
    /// ```
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// The versions that will do, as a semver requirement.
    ///
    /// ```
    /// assert_eq!(pluginkit::Dependency::named("geo", "^1.2").requirement(), "^1.2");
    /// ```
    pub const fn requirement(&self) -> &'static str {
        self.requirement
    }

    /// Whether it may be absent.
    ///
    /// ```
    /// assert!(!pluginkit::Dependency::named("geo", "*").is_optional());
    /// ```
    pub const fn is_optional(&self) -> bool {
        self.optional
    }
}

/// Where something is declared.
///
/// ```
/// use pluginkit::prelude::*;
///
/// #[plugin(id = "weather", version = "1.0.0", listed)]
/// #[derive(Default)]
/// struct Weather;
///
/// assert!(Weather::ORIGIN.to_string().contains(file!()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    package: Option<&'static str>,
    module: &'static str,
    file: &'static str,
    line: u32,
}

impl Origin {
    #[doc(hidden)]
    pub const fn new(
        package: Option<&'static str>,
        module: &'static str,
        file: &'static str,
        line: u32,
    ) -> Self {
        Origin { package, module, file, line }
    }

    /// The cargo package, where cargo built it.
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// # #[plugin(id = "weather", version = "1.0.0", listed)] #[derive(Default)] struct Weather;
    /// let package: Option<&str> = Weather::ORIGIN.package();
    /// ```
    pub const fn package(&self) -> Option<&'static str> {
        self.package
    }

    pub(crate) const fn file(&self) -> &'static str {
        self.file
    }

    pub(crate) const fn line(&self) -> u32 {
        self.line
    }

    pub(crate) const fn is_same(&self, other: &Origin) -> bool {
        self.line == other.line
            && compare_text(self.file, other.file).is_eq()
            && compare_text(self.module, other.module).is_eq()
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}:{})", self.module, self.file, self.line)
    }
}

/// Finds out whether a type has a `Default`: the inherent constant is preferred where its bound holds.
#[doc(hidden)]
#[derive(Debug)]
pub struct Construct<P>(PhantomData<P>);

impl<P: Default> Construct<P> {
    pub const FUNCTION: Option<fn() -> P> = Some(P::default);
}

/// The other half of [`Construct`]: types without one.
#[doc(hidden)]
pub trait NoDefault {
    type Plugin;
    const FUNCTION: Option<fn() -> Self::Plugin> = None;
}

impl<P> NoDefault for Construct<P> {
    type Plugin = P;
}

/// An instance whose type has been forgotten.
pub(crate) type AnyPlugin = Arc<dyn Any + Send + Sync>;

/// A plugin type, as a value: what the linker gathers and what [`plugins!`](crate::plugins) lists.
///
/// ```
/// use pluginkit::prelude::*;
///
/// #[plugin(id = "weather", version = "1.0.0", listed)]
/// #[derive(Default)]
/// struct Weather;
///
/// let [entry] = pluginkit::plugins![Weather];
/// assert_eq!(entry.id(), "weather");
/// ```
#[derive(Clone, Copy)]
pub struct PluginEntry(&'static Declared);

/// What a plugin's declaration says.
#[cfg_attr(
    not(feature = "std"),
    expect(dead_code, reason = "it is a manager that makes instances by their entries")
)]
struct Declared {
    id: &'static str,
    version: &'static str,
    dependencies: &'static [Dependency],
    metadata: Metadata,
    origin: Origin,
    type_id: fn() -> TypeId,
    construct: Option<fn() -> AnyPlugin>,
    #[cfg(feature = "config")]
    configured: Option<crate::config::Configured>,
}

impl PluginEntry {
    #[doc(hidden)]
    pub const fn of<P: Plugin>() -> Self {
        PluginEntry(
            const {
                &Declared {
                    id: P::ID,
                    version: P::VERSION,
                    dependencies: P::DEPENDENCIES,
                    metadata: P::METADATA,
                    origin: P::ORIGIN,
                    type_id: TypeId::of::<P>,
                    construct: match P::CONSTRUCT {
                        Some(_) => Some(construct::<P>),
                        None => None,
                    },
                    #[cfg(feature = "config")]
                    configured: P::CONFIG,
                }
            },
        )
    }

    /// The plugin's id.
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// # #[plugin(id = "weather", version = "1.0.0", listed)] #[derive(Default)] struct Weather;
    /// assert_eq!(pluginkit::plugins![Weather][0].id(), "weather");
    /// ```
    pub const fn id(&self) -> &'static str {
        self.0.id
    }

    /// The plugin's version.
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// # #[plugin(id = "weather", version = "1.0.0", listed)] #[derive(Default)] struct Weather;
    /// assert_eq!(pluginkit::plugins![Weather][0].version(), "1.0.0");
    /// ```
    pub const fn version(&self) -> &'static str {
        self.0.version
    }

    /// The plugins it needs.
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// # #[plugin(id = "weather", version = "1.0.0", listed)] #[derive(Default)] struct Weather;
    /// assert!(pluginkit::plugins![Weather][0].dependencies().is_empty());
    /// ```
    pub const fn dependencies(&self) -> &'static [Dependency] {
        self.0.dependencies
    }

    /// What it says of itself.
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// # #[plugin(id = "weather", version = "1.0.0", listed)] #[derive(Default)] struct Weather;
    /// assert_eq!(pluginkit::plugins![Weather][0].metadata().author, None);
    /// ```
    pub const fn metadata(&self) -> &Metadata {
        &self.0.metadata
    }

    /// Where it is declared.
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// # #[plugin(id = "weather", version = "1.0.0", listed)] #[derive(Default)] struct Weather;
    /// println!("{}", pluginkit::plugins![Weather][0].origin());
    /// ```
    pub const fn origin(&self) -> Origin {
        self.0.origin
    }
}

fn construct<P: Plugin>() -> AnyPlugin {
    let construct = P::CONSTRUCT.expect("the entry has this function only where there is a constructor");
    Arc::new(construct())
}

impl fmt::Debug for PluginEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PluginEntry")
            .field("id", &self.0.id)
            .field("version", &self.0.version)
            .finish_non_exhaustive()
    }
}
