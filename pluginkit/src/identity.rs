//! Who a plugin is while the program runs: what its type says, or what it was given.

mod metadata;

use std::sync::Arc;

use semver::{Version, VersionReq};

use crate::error::LoadError;
use crate::id::PluginId;
use crate::plugin::{IntoInstance, PluginEntry};

pub use metadata::PluginMetadata;

/// An id, a version and dependencies that are known only while the program runs.
///
/// A plugin type has one id, so that its plugin is there once. Where one type is to be several plugins (a feed for each
/// city), each instance gets an identity of its own: see [`Identified`].
///
/// ```
/// use pluginkit::Identity;
///
/// let identity = Identity::new("weather-oslo", "1.0.0")?.depends_on("geo", "^1.2")?.author("Ada");
/// assert_eq!(identity.id().as_str(), "weather-oslo");
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Identity {
    pub(crate) id: PluginId,
    pub(crate) version: Version,
    pub(crate) needs: Vec<Need>,
    pub(crate) metadata: PluginMetadata,
}

/// A dependency that has been read.
#[derive(Clone, Debug)]
pub(crate) struct Need {
    pub(crate) id: PluginId,
    pub(crate) requirement: VersionReq,
    pub(crate) optional: bool,
}

impl Identity {
    /// # Errors
    /// [`LoadError::BadId`] and [`LoadError::BadVersion`]: an id is a letter, then up to 63 letters, digits, `_` or `-`; a
    /// version is a semantic version.
    ///
    /// ```
    /// let error = pluginkit::Identity::new("weather", "one").unwrap_err();
    /// assert!(error.to_string().starts_with("plugin `weather`: `one` is not a version"));
    /// ```
    pub fn new(id: &str, version: &str) -> Result<Self, LoadError> {
        let id = PluginId::try_from(id)?;
        let version = Version::parse(version).map_err(|source| LoadError::BadVersion {
            plugin: id.clone(),
            version: version.to_owned(),
            source: Arc::new(source),
        })?;
        Ok(Identity { id, version, needs: Vec::new(), metadata: PluginMetadata::default() })
    }

    /// A plugin that is needed, in these versions (`"*"` for any).
    ///
    /// # Errors
    /// [`LoadError::BadId`] and [`LoadError::BadRequirement`].
    ///
    /// ```
    /// let identity = pluginkit::Identity::new("weather", "1.0.0")?;
    /// assert!(identity.depends_on("geo", "about 1").is_err());
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn depends_on(self, id: &str, requirement: &str) -> Result<Self, LoadError> {
        self.needing(id, requirement, Need::required)
    }

    /// A plugin that need not be there; but if it is, in these versions, and before this one.
    ///
    /// # Errors
    /// [`LoadError::BadId`] and [`LoadError::BadRequirement`].
    ///
    /// ```
    /// let identity = pluginkit::Identity::new("weather", "1.0.0")?.depends_on_optional("metrics", "*")?;
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn depends_on_optional(self, id: &str, requirement: &str) -> Result<Self, LoadError> {
        self.needing(id, requirement, Need::optional)
    }

    fn needing(
        mut self,
        id: &str,
        requirement: &str,
        need: fn(PluginId, VersionReq) -> Need,
    ) -> Result<Self, LoadError> {
        let id = PluginId::try_from(id)?;
        let read = VersionReq::parse(requirement).map_err(|source| LoadError::BadRequirement {
            plugin: self.id.clone(),
            dependency: id.clone(),
            requirement: requirement.to_owned(),
            source: Arc::new(source),
        })?;
        self.needs.push(need(id, read));
        Ok(self)
    }

    /// The id.
    ///
    /// ```
    /// assert_eq!(pluginkit::Identity::new("geo", "1.0.0")?.id().as_str(), "geo");
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn id(&self) -> &PluginId {
        &self.id
    }

    /// What the type of a plugin says. The compiler has checked ids, versions and requirements.
    pub(crate) fn declared(entry: PluginEntry) -> Self {
        let needs = entry.dependencies().iter().map(|dependency| Need {
            id: PluginId::from_static(dependency.id()),
            requirement: VersionReq::parse(dependency.requirement()).unwrap_or(VersionReq::STAR),
            optional: dependency.is_optional(),
        });
        Identity {
            id: entry.plugin_id(),
            version: Version::parse(entry.version()).unwrap_or(Version::new(0, 0, 0)),
            needs: needs.collect(),
            metadata: PluginMetadata::from(*entry.metadata()),
        }
    }
}

impl Need {
    fn required(id: PluginId, requirement: VersionReq) -> Self {
        Need { id, requirement, optional: false }
    }

    fn optional(id: PluginId, requirement: VersionReq) -> Self {
        Need { id, requirement, optional: true }
    }
}

/// An instance of a plugin type under an identity of its own. What the type extends, it extends too.
///
/// ```
/// use pluginkit::{Identified, Identity, prelude::*};
///
/// #[extension_point]
/// trait Feed {
///     fn fetch(&self) -> String;
/// }
///
/// #[plugin(id = "weather", version = "1.0.0", listed)]
/// struct Weather { city: &'static str }
///
/// #[extension]
/// impl Feed for Weather {
///     fn fetch(&self) -> String { format!("fog in {}", self.city) }
/// }
///
/// let mut builder = PluginManager::builder();
/// for city in ["bergen", "oslo"] {
///     let identity = Identity::new(&format!("weather-{city}"), "1.0.0")?;
///     builder = builder.instance(Identified::new(identity, Weather { city }));
/// }
/// let plugins = builder.build()?;
/// assert_eq!(plugins.caller::<dyn Feed>().fetch()?, ["fog in bergen", "fog in oslo"]);
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Identified<I> {
    identity: Identity,
    instance: I,
}

impl<I: IntoInstance> Identified<I> {
    /// An instance, or an `Arc` of one, and who it is.
    ///
    /// ```
    /// # use pluginkit::{Identified, Identity, prelude::*};
    /// # #[plugin(id = "geo", version = "1.2.0", listed)] #[derive(Default)] struct Geo;
    /// let north = Identified::new(Identity::new("geo-north", "1.2.0")?, Geo);
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn new(identity: Identity, instance: I) -> Self {
        Identified { identity, instance }
    }
}

impl<I: IntoInstance> IntoInstance for Identified<I> {
    type Plugin = I::Plugin;

    fn into_instance(self) -> Arc<I::Plugin> {
        self.instance.into_instance()
    }

    fn identity(&self) -> Option<Identity> {
        Some(self.identity.clone())
    }
}
