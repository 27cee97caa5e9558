//! The plugin manager: owns instances, and hands out callers.

mod builder;
mod gather;

use std::any::{Any, TypeId};
use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use builder::PluginManagerBuilder;

use crate::dispatch::{ExtensionPoint, Handle, Hub, Table};
use crate::error::{PluginError, StateError};
use crate::id::PluginId;
use crate::plugin::{AnyPlugin, Plugin};
use crate::resolve::{Attachment, arrange};

/// The plugins of a program: gathered, put in order, and ready to be called.
///
/// It is cheap to clone, and every clone is the same manager. Dropping the last one drops the plugins, once no caller
/// holds them any more.
///
/// ```
/// use pluginkit::prelude::*;
///
/// #[extension_point]
/// trait Greeting {
///     fn greet(&self, name: &str) -> String;
/// }
///
/// #[plugin(id = "english", version = "1.0.0", listed)]
/// #[derive(Default)]
/// struct English;
///
/// #[extension]
/// impl Greeting for English {
///     fn greet(&self, name: &str) -> String {
///         format!("Hello, {name}!")
///     }
/// }
///
/// let plugins = PluginManager::builder().plugin::<English>().build()?;
/// let greeting = plugins.caller::<dyn Greeting>();
/// assert_eq!(greeting.greet("Ada")?, ["Hello, Ada!"]);
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone)]
pub struct PluginManager {
    shared: Arc<Shared>,
}

struct Shared {
    /// In dependency order.
    members: Vec<Member>,
    /// The extensions of each point.
    points: HashMap<TypeId, Vec<Attachment>>,
    state: Mutex<State>,
}

/// A plugin that is there.
struct Member {
    id: PluginId,
    instance: AnyPlugin,
}

#[derive(Default)]
struct State {
    disabled: BTreeSet<PluginId>,
    hubs: HashMap<TypeId, Arc<dyn AnyHub>>,
}

/// The hub of a point, whichever it is.
trait AnyHub: Any + Send + Sync {
    fn republish(&self, attachments: Vec<Attachment>);
}

impl<T: Table> AnyHub for Hub<T> {
    fn republish(&self, attachments: Vec<Attachment>) {
        self.publish(arrange(attachments, T::HOOKS));
    }
}

impl PluginManager {
    /// Takes in every plugin that is linked into this binary. Short for `builder().discover().build()`.
    ///
    /// A plugin crate that is only listed in `Cargo.toml` is *not* linked: rustc drops what no code names. See
    /// [`plugins!`](crate::plugins). Where nothing at all is linked, `tracing` is warned; what has to be there is best said
    /// with [`expect`](PluginManagerBuilder::expect).
    ///
    /// # Errors
    /// Everything that [`build`](PluginManagerBuilder::build) finds.
    ///
    /// ```
    /// let plugins = pluginkit::PluginManager::discover()?;
    /// println!("{} plugins", plugins.ids().count());
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn discover() -> Result<Self, PluginError> {
        PluginManager::builder().discover().build()
    }

    /// Begins with no plugin at all.
    ///
    /// ```
    /// let plugins = pluginkit::PluginManager::builder().build()?;
    /// assert_eq!(plugins.ids().count(), 0);
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn builder() -> PluginManagerBuilder {
        PluginManagerBuilder::default()
    }

    /// A caller of an extension point: a typed stub, with a method for each hook.
    ///
    /// It is cheap to clone, and to be held: making one takes a lock and a look-up, calling it takes neither. A held
    /// caller sees every change of the manager with its next call.
    ///
    /// ```
    /// use pluginkit::prelude::*;
    ///
    /// #[extension_point]
    /// trait Feed {
    ///     fn fetch(&self, topic: &str) -> String;
    /// }
    ///
    /// let plugins = PluginManager::builder().build()?;
    /// let feed: FeedCaller = plugins.caller::<dyn Feed>();
    /// assert!(feed.fetch("harbor")?.is_empty(), "nobody extends it");
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn caller<P: ExtensionPoint + ?Sized>(&self) -> P::Caller {
        let point = TypeId::of::<P>();
        let hub = {
            let State { disabled, hubs } = &mut *self.shared.state();
            let hub = hubs.entry(point).or_insert_with(|| {
                Arc::new(Hub::<P::Table>::new(arrange(self.shared.active(point, disabled), P::HOOKS)))
            });
            Arc::clone(hub)
        };
        let hub: Arc<dyn Any + Send + Sync> = hub;
        let Ok(hub) = hub.downcast::<Hub<P::Table>>() else {
            unreachable!("hubs are kept by the type of their point")
        };
        P::caller(Handle::new(&hub))
    }

    /// The instance of a plugin type.
    ///
    /// ```
    /// use pluginkit::prelude::*;
    ///
    /// #[plugin(id = "counter", version = "1.0.0", listed)]
    /// struct Counter { start: u32 }
    ///
    /// let plugins = PluginManager::builder().instance(Counter { start: 7 }).build()?;
    /// assert_eq!(plugins.plugin::<Counter>().unwrap().start, 7);
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn plugin<P: Plugin>(&self) -> Option<Arc<P>> {
        self.shared.members.iter().find_map(|member| Arc::clone(&member.instance).downcast().ok())
    }

    /// The ids of all plugins, dependencies before their dependents, and by id where that leaves a choice.
    ///
    /// ```
    /// use pluginkit::prelude::*;
    ///
    /// #[plugin(id = "geo", version = "1.2.0", listed)]
    /// #[derive(Default)]
    /// struct Geo;
    ///
    /// #[plugin(id = "daily", version = "1.0.0", depends_on(Geo = "^1"), listed)]
    /// #[derive(Default)]
    /// struct Daily;
    ///
    /// let plugins = PluginManager::builder().plugin::<Daily>().plugin::<Geo>().build()?;
    /// assert!(plugins.ids().eq(["geo", "daily"]));
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn ids(&self) -> impl ExactSizeIterator<Item = &PluginId> {
        self.shared.members.iter().map(|member| &member.id)
    }

    /// Switches the hooks of a plugin on again. One that is on stays on.
    ///
    /// # Errors
    /// [`StateError::Unknown`] when there is no such plugin.
    ///
    /// ```
    /// # use pluginkit::prelude::*;
    /// # #[plugin(id = "geo", version = "1.2.0", listed)] #[derive(Default)] struct Geo;
    /// let plugins = PluginManager::builder().plugin::<Geo>().build()?;
    /// plugins.disable("geo")?;
    /// plugins.enable("geo")?;
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn enable(&self, id: &str) -> Result<(), StateError> {
        self.shared.toggle(id, BTreeSet::remove)
    }

    /// Switches the hooks of a plugin off: from their next call, no caller calls it. Calls under way end as they began.
    ///
    /// # Errors
    /// [`StateError::Unknown`] when there is no such plugin.
    ///
    /// ```
    /// use pluginkit::prelude::*;
    ///
    /// #[extension_point]
    /// trait Feed {
    ///     fn fetch(&self) -> u8;
    /// }
    ///
    /// #[plugin(id = "weather", version = "1.0.0", listed)]
    /// #[derive(Default)]
    /// struct Weather;
    ///
    /// #[extension]
    /// impl Feed for Weather {
    ///     fn fetch(&self) -> u8 { 7 }
    /// }
    ///
    /// let plugins = PluginManager::builder().plugin::<Weather>().build()?;
    /// let feed = plugins.caller::<dyn Feed>();
    /// plugins.disable("weather")?;
    /// assert!(feed.fetch()?.is_empty());
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn disable(&self, id: &str) -> Result<(), StateError> {
        self.shared.toggle(id, |disabled, id| disabled.insert(id.clone()))
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn active(&self, point: TypeId, disabled: &BTreeSet<PluginId>) -> Vec<Attachment> {
        let attachments = self.points.get(&point).into_iter().flatten();
        attachments.filter(|attachment| !disabled.contains(&attachment.extension.id)).cloned().collect()
    }

    fn extends(&self, id: &PluginId, point: TypeId) -> bool {
        self.points.get(&point).into_iter().flatten().any(|attachment| attachment.extension.id == *id)
    }

    fn toggle(
        &self,
        id: &str,
        change: impl FnOnce(&mut BTreeSet<PluginId>, &PluginId) -> bool,
    ) -> Result<(), StateError> {
        let known = self.members.iter().find(|member| member.id == id);
        let Some(Member { id, .. }) = known else {
            return Err(StateError::Unknown { id: id.to_owned() });
        };
        let mut state = self.state();
        if change(&mut state.disabled, id) {
            // Callers of other points keep the tables they hold.
            for (point, hub) in state.hubs.iter().filter(|(point, _)| self.extends(id, **point)) {
                hub.republish(self.active(*point, &state.disabled));
            }
        }
        Ok(())
    }
}

impl fmt::Debug for PluginManager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PluginManager")
            .field("plugins", &self.ids().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
