//! The routes of all plugins, as the plugins are now.
//!
//! Whether a plugin is active is looked at for every request, at the price of one comparison: while the table of the point `Routes` is
//! the newest, nothing has changed. If it is not, what is there is compared with what is known, and plugins that are new are asked
//! for their routes: each by one request, without a lock, and once.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use arc_swap::ArcSwapOption;
use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use tower_service::Service;

use super::error::RouteError;
use super::mount::{Inactive, Places};
use super::{Routes, RoutesCaller, paths, prefix};
use crate::dispatch::{ExtensionPoint, Stamp, catch, message};
use crate::error::HookErrorKind;
use crate::id::PluginId;
use crate::manager::{Contributor, PluginManager};
use crate::sync::{Mutex, lock};

pub(crate) struct Live {
    plugins: PluginManager,
    caller: RoutesCaller,
    places: Places,
    /// By the serial numbers of plugins.
    known: Mutex<HashMap<u64, Known>>,
    current: ArcSwapOption<Current>,
}

/// What is known of a plugin.
#[derive(Clone)]
enum Known {
    /// Somebody asks it for its routes.
    Asked,
    Mounted(Arc<Mounted>),
    /// It failed, or is in somebody's way.
    Refused,
}

/// A plugin with its routes.
struct Mounted {
    id: PluginId,
    prefix: String,
    router: Router,
    /// What can be reached there, below the prefix; `None` where that is not known.
    paths: Option<Vec<String>>,
}

/// How it is while a table is the newest.
struct Current {
    table: Stamp,
    doors: Vec<Arc<Door>>,
    /// All of them, each below its prefix.
    router: Router,
}

/// The way to a plugin's routes.
struct Door {
    mounted: Arc<Mounted>,
    open: bool,
    inactive: Inactive,
    plugins: PluginManager,
}

impl Live {
    pub(super) fn new(plugins: &PluginManager, places: Places) -> Self {
        Live {
            plugins: plugins.clone(),
            caller: plugins.caller::<dyn Routes>(),
            places,
            known: Mutex::default(),
            current: ArcSwapOption::empty(),
        }
    }

    /// Asks everybody for the first time.
    pub(super) fn gather(&self) -> Vec<RouteError> {
        self.renew(self.caller.engine.stamp()).1
    }

    pub(super) fn make_known(self: &Arc<Self>) {
        self.plugins.mounted(self);
    }

    /// The plugins that are mounted, and where.
    pub(super) fn plugins(&self) -> Vec<(PluginId, String)> {
        let doors = &self.now().doors;
        doors.iter().map(|door| (door.mounted.id.clone(), door.mounted.prefix.clone())).collect()
    }

    /// What can be reached of a plugin, with all prefixes.
    pub(crate) fn paths(&self, plugin: &PluginId) -> Vec<String> {
        let now = self.now();
        let Some(door) = now.door(plugin) else { return Vec::new() };
        let Mounted { prefix, paths, .. } = &*door.mounted;
        let whole = |path: &str| format!("{}{prefix}{path}", self.places.under);
        match paths {
            // The root of what is below a prefix is the prefix.
            Some(paths) => paths.iter().map(|path| whole(if path == "/" { "" } else { path })).collect(),
            None => vec![whole("/*")],
        }
    }

    /// A request to one plugin, without its prefix.
    pub(super) fn enter(
        self: &Arc<Self>,
        plugin: &PluginId,
        request: Request,
    ) -> impl Future<Output = Response> + Send + use<> {
        let door = self.now().door(plugin).cloned();
        async move {
            match door {
                Some(door) => door.enter(request).await,
                None => StatusCode::NOT_FOUND.into_response(),
            }
        }
    }

    /// A request to somebody, with the prefix.
    pub(super) fn answer(&self, request: Request) -> impl Future<Output = Response> + Send + use<> {
        let answer = self.now().router.clone().call(request);
        answer.map(|Ok(response)| response)
    }

    fn now(&self) -> Arc<Current> {
        let table = self.caller.engine.stamp();
        let current = self.current.load_full().filter(|current| current.table == table);
        current.unwrap_or_else(|| {
            let (current, errors) = self.renew(table);
            for error in errors {
                tracing::error!(%error, "the routes of a plugin are not mounted");
            }
            current
        })
    }

    /// Looks at everybody. The table is from before: what changes meanwhile has a newer one.
    fn renew(&self, table: Stamp) -> (Arc<Current>, Vec<RouteError>) {
        let there = self.there();
        let mut errors = Vec::new();
        for newcomer in self.newcomers(&there) {
            match self.ask(newcomer) {
                Ok(mounted) => errors.extend(self.mount(newcomer.serial, mounted).err()),
                Err(error) => {
                    lock(&self.known).insert(newcomer.serial, Known::Refused);
                    errors.push(error);
                }
            }
        }
        let (doors, is_whole) = self.doors(&there);
        let router = doors.iter().fold(Router::new(), |router, door| {
            let within = Arc::clone(door);
            let enter = move |request| Arc::clone(&within).enter(request);
            router.nest_service(
                &door.mounted.prefix,
                axum::handler::HandlerWithoutStateExt::into_service(enter),
            )
        });
        let current = Arc::new(Current { table, doors, router });
        // Where somebody else is being asked, whoever comes next looks again.
        self.current.store(is_whole.then(|| Arc::clone(&current)));
        (current, errors)
    }

    /// Everybody who has routes and whom no gate keeps out.
    fn there(&self) -> Vec<Contributor> {
        let mut all = self.plugins.contributors::<dyn Routes>();
        all.retain(|plugin| !plugin.is_gated && plugin.extends);
        all
    }

    /// Those who have not been asked yet; they are this call's to ask. Forgets those who have gone.
    fn newcomers<'t>(&self, there: &'t [Contributor]) -> Vec<&'t Contributor> {
        let mut known = lock(&self.known);
        known.retain(|serial, _| there.iter().any(|plugin| plugin.serial == *serial));
        let mut newcomers = Vec::new();
        for plugin in there {
            known.entry(plugin.serial).or_insert_with(|| {
                newcomers.push(plugin);
                Known::Asked
            });
        }
        newcomers
    }

    /// Runs the plugin's code: no lock is held.
    fn ask(&self, plugin: &Contributor) -> Result<Mounted, RouteError> {
        let hook = <dyn Routes as ExtensionPoint>::HOOKS[0].id();
        let failed = |kind| {
            let source = crate::HookError::at(plugin.id.clone(), hook, kind);
            RouteError::Failed { source }
        };
        let routers = match self.plugins.caller_of::<dyn Routes>(plugin) {
            Some(caller) => caller.routes().map_err(|source| RouteError::Failed { source })?,
            None => Vec::new(),
        };
        // More than one there is where a wrapper adds some, and axum panics where they overlap.
        let merged = catch(|| routers.into_iter().fold(Router::new(), Router::merge));
        let router = merged.map_err(|payload| failed(HookErrorKind::Panicked(message(payload))))?;
        let (prefix, paths) = (self.places.prefix(&plugin.id), paths::paths(&router));
        Ok(Mounted { id: plugin.id.clone(), prefix, router, paths })
    }

    /// Whoever was there before is not moved aside.
    fn mount(&self, serial: u64, mounted: Mounted) -> Result<(), RouteError> {
        let mut known = lock(&self.known);
        let other = known.values().find_map(|other| match other {
            Known::Mounted(other) if prefix::overlap(&other.prefix, &mounted.prefix) => {
                Some(Arc::clone(other))
            }
            _ => None,
        });
        let Some(other) = other else {
            known.insert(serial, Known::Mounted(Arc::new(mounted)));
            return Ok(());
        };
        known.insert(serial, Known::Refused);
        let whole = |prefix: &str| format!("{}{prefix}", self.places.under);
        Err(RouteError::Conflict {
            prefix: whole(&mounted.prefix),
            plugin: mounted.id,
            other: other.id.clone(),
            other_prefix: whole(&other.prefix),
        })
    }

    /// The ways to those who are mounted, and whether nobody is left to be asked.
    fn doors(&self, there: &[Contributor]) -> (Vec<Arc<Door>>, bool) {
        let known = lock(&self.known);
        let mut is_whole = true;
        let mut doors = Vec::new();
        for plugin in there {
            match known.get(&plugin.serial) {
                Some(Known::Mounted(mounted)) => doors.push(Arc::new(Door {
                    mounted: Arc::clone(mounted),
                    open: plugin.called,
                    inactive: self.places.inactive,
                    plugins: self.plugins.clone(),
                })),
                Some(Known::Refused) => {}
                Some(Known::Asked) | None => is_whole = false,
            }
        }
        (doors, is_whole)
    }
}

impl Current {
    fn door(&self, plugin: &PluginId) -> Option<&Arc<Door>> {
        self.doors.iter().find(|door| door.mounted.id == *plugin)
    }
}

impl Door {
    async fn enter(self: Arc<Self>, mut request: Request) -> Response {
        if !self.open {
            return self.inactive.into_response();
        }
        request.extensions_mut().insert(self.plugins.clone());
        let Ok(response) =
            match AssertUnwindSafe(self.mounted.router.clone().call(request)).catch_unwind().await {
                Ok(answered) => answered,
                Err(payload) => {
                    let (plugin, message) = (&self.mounted.id, message(payload));
                    // The client is not told whose mistake it is.
                    tracing::error!(%plugin, message, "a handler of a plugin's routes panicked");
                    self.plugins.panicked(plugin, <dyn Routes as ExtensionPoint>::HOOKS[0].id(), message);
                    Ok(StatusCode::INTERNAL_SERVER_ERROR.into_response())
                }
            };
        response
    }
}
