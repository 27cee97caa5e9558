//! From a wish list to a manager, or to everything that stands in its way.

use std::any::TypeId;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use super::gather::{Gathered, gather, missing};
use super::{Member, PluginManager, Shared};
use crate::error::PluginError;
use crate::plugin::{AnyPlugin, IntoInstance, Plugin, PluginEntry};
use crate::registry::linked;
use crate::resolve::{Attachment, Candidate, Extension, Resolution, contradictions, resolve};

/// What a manager is made of. Begins with [`PluginManager::builder`].
///
/// ```
/// use pluginkit::prelude::*;
///
/// #[plugin(id = "geo", version = "1.2.0", listed)]
/// #[derive(Default)]
/// struct Geo;
///
/// let plugins = PluginManager::builder().plugin::<Geo>().expect(["geo"]).build()?;
/// assert!(plugins.ids().eq(["geo"]));
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Default)]
#[must_use = "a builder does nothing until it is built"]
pub struct PluginManagerBuilder {
    asked: Vec<Gathered>,
    discover: bool,
    expected: Vec<String>,
}

impl PluginManagerBuilder {
    /// Takes in a plugin type; an instance is made by its `Default`.
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// # #[plugin(id = "geo", version = "1.2.0", listed)] #[derive(Default)] struct Geo;
    /// let plugins = PluginManager::builder().plugin::<Geo>().build()?;
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn plugin<P: Plugin>(self) -> Self {
        self.plugins([PluginEntry::of::<P>()])
    }

    /// Takes in an instance that you made: the plugin itself, or an `Arc` that you keep a clone of.
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// #[plugin(id = "counter", version = "1.0.0", listed)]
    /// struct Counter { start: u32 }
    ///
    /// let plugins = PluginManager::builder().instance(Counter { start: 7 }).build()?;
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn instance<I: IntoInstance>(mut self, plugin: I) -> Self {
        let instance: AnyPlugin = plugin.into_instance();
        self.asked.push(Gathered { entry: PluginEntry::of::<I::Plugin>(), instance: Some(instance) });
        self
    }

    /// Takes in a list of plugin types, as [`plugins!`](crate::plugins) makes it.
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// # #[plugin(id = "geo", version = "1.2.0", listed)] #[derive(Default)] struct Geo;
    /// let plugins = PluginManager::builder().plugins(plugins![Geo]).build()?;
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn plugins(mut self, plugins: impl IntoIterator<Item = PluginEntry>) -> Self {
        self.asked.extend(plugins.into_iter().map(|entry| Gathered { entry, instance: None }));
        self
    }

    /// Takes in whatever else is linked into this binary, except plugins that are declared `listed`.
    ///
    /// ```
    /// let plugins = pluginkit::PluginManager::builder().discover().build()?;
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn discover(mut self) -> Self {
        self.discover = true;
        self
    }

    /// Makes `build` fail when one of these plugin ids, or a plugin of one of these crates, is not there.
    ///
    /// This is how a host notices that a plugin crate has not been linked: see [`plugins!`](crate::plugins).
    ///
    /// ```
    /// let error = pluginkit::PluginManager::builder().discover().expect(["tides"]).build().unwrap_err();
    /// assert!(error.to_string().contains("use tides as _;"));
    /// ```
    pub fn expect<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.expected.extend(names.into_iter().map(Into::into));
        self
    }

    /// Puts everything in order and makes the instances, dependencies first.
    ///
    /// # Errors
    /// Every mistake there is, not only the first: plugins that are expected and not linked, ids used twice,
    /// dependencies that are missing, of the wrong version or in a circle, `before` and `after` that contradict each
    /// other, constructors that panic. Nothing is constructed while there is a mistake that can be seen without.
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// let error = PluginManager::builder().expect(["weather", "geo"]).build().unwrap_err();
    /// assert_eq!(error.iter().count(), 2);
    /// ```
    pub fn build(self) -> Result<PluginManager, PluginError> {
        let mut load = Vec::new();
        let mut gathered = gather(self.asked, self.discover, &mut load);
        if self.discover && gathered.is_empty() {
            tracing::warn!(
                "no plugin is linked into this binary; rustc drops crates that no code names, see `pluginkit::plugins!`"
            );
        }
        load.extend(missing(self.expected, &gathered));
        let mut errors: Vec<PluginError> = load.into_iter().map(PluginError::from).collect();

        let candidates: Vec<Candidate> =
            gathered.iter().map(|plugin| Candidate::declared(&plugin.entry)).collect();
        let resolution = resolve(&candidates).unwrap_or_else(|unmet| {
            errors.extend(unmet.into_iter().map(PluginError::from));
            Resolution::unordered(candidates.len())
        });
        let extensions = extensions_of(&gathered, &resolution);
        let by_point = by_point(extensions.iter().flatten().cloned(), |extension| extension);
        let mut quarrels: Vec<_> =
            by_point.values().flat_map(|extensions| contradictions(extensions)).collect();
        // Points are kept by type, which has no order that means anything.
        quarrels.sort_by_cached_key(ToString::to_string);
        errors.extend(quarrels.into_iter().map(PluginError::from));
        PluginError::all(errors)?;

        let mut members = Vec::with_capacity(gathered.len());
        let mut attachments = Vec::new();
        let mut failures = Vec::new();
        for at in resolution.order {
            match gathered[at].instantiate() {
                Ok(instance) => {
                    attachments.extend(extensions[at].iter().map(|extension| Attachment {
                        extension: extension.clone(),
                        plugin: Arc::clone(&instance),
                    }));
                    members.push(Member { id: gathered[at].entry.plugin_id(), instance });
                }
                Err(error) => failures.push(PluginError::from(error)),
            }
        }
        PluginError::all(failures)?;
        let points = self::by_point(attachments, |attachment| &attachment.extension);
        Ok(PluginManager { shared: Arc::new(Shared { members, points, state: Mutex::default() }) })
    }
}

/// The linked extensions of each of these plugins.
fn extensions_of(gathered: &[Gathered], resolution: &Resolution) -> Vec<Vec<Extension>> {
    let by_type: HashMap<TypeId, usize> =
        gathered.iter().enumerate().map(|(at, plugin)| (plugin.entry.type_id(), at)).collect();
    let mut extensions = vec![Vec::new(); gathered.len()];
    for entry in linked::extensions() {
        if let Some(&at) = by_type.get(&entry.plugin()) {
            extensions[at].push(Extension {
                entry: *entry,
                id: gathered[at].entry.plugin_id(),
                rank: resolution.ranks[at],
            });
        }
    }
    extensions
}

fn by_point<T>(
    items: impl IntoIterator<Item = T>,
    extension: impl Fn(&T) -> &Extension,
) -> HashMap<TypeId, Vec<T>> {
    let mut points: HashMap<TypeId, Vec<T>> = HashMap::new();
    for item in items {
        points.entry(extension(&item).entry.point()).or_default().push(item);
    }
    points
}

impl fmt::Debug for PluginManagerBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let asked: Vec<&str> = self.asked.iter().map(|plugin| plugin.entry.id()).collect();
        f.debug_struct("PluginManagerBuilder")
            .field("plugins", &asked)
            .field("discover", &self.discover)
            .field("expected", &self.expected)
            .finish()
    }
}
