//! How a host says where the routes of plugins go.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::handler::HandlerWithoutStateExt;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::error::{RouteError, RouteErrors};
use super::live::Live;
use super::prefix;
use crate::error::Errors;
use crate::id::PluginId;
use crate::manager::PluginManager;

/// Where the routes of plugins go, and what is answered in the place of a plugin that is not active.
///
/// ```
/// use axum::{Router, routing::get};
/// use pluginkit::prelude::*;
/// use pluginkit::routes::{Inactive, Mount, Routes};
///
/// #[plugin(id = "weather", version = "1.0.0", listed)]
/// #[derive(Default)]
/// struct Weather;
///
/// #[extension]
/// impl Routes for Weather {
///     fn routes(&self) -> Router {
///         Router::new().route("/today", get(|| async { "fog" }))
///     }
/// }
///
/// let plugins = PluginManager::builder().plugin::<Weather>().build()?;
/// let routes = Mount::new(&plugins)
///     .under("/api")
///     .prefix("weather", "/forecast")
///     .inactive(Inactive::NotFound)
///     .router()?;
/// // In an app with a state of its own:
/// let app = Router::new().route("/", get(|| async { "home" })).merge(routes.with_state(()));
/// # let app: Router = app.with_state(7);
/// assert_eq!(plugins.inspect("weather").unwrap().routes, ["/api/forecast/today"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is mounted before `router`"]
pub struct Mount {
    plugins: PluginManager,
    pub(super) places: Places,
}

/// Where they go.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    pub(super) under: String,
    prefixes: BTreeMap<String, String>,
    pub(super) inactive: Inactive,
}

/// What is answered in the place of a plugin that is known and not active: switched off, not started, stopped or failed.
///
/// ```
/// use pluginkit::routes::Inactive;
/// assert_eq!(Inactive::default(), Inactive::Unavailable);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Inactive {
    /// 503 Service Unavailable.
    #[default]
    Unavailable,
    /// 404 Not Found, as for a plugin that is not there.
    NotFound,
}

impl IntoResponse for Inactive {
    fn into_response(self) -> Response {
        let status = match self {
            Inactive::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Inactive::NotFound => StatusCode::NOT_FOUND,
        };
        status.into_response()
    }
}

impl Mount {
    /// Each plugin under `/{id}`, at the root; 503 where one is not active.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// let mount = pluginkit::routes::Mount::new(&plugins);
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn new(plugins: &PluginManager) -> Self {
        Mount { plugins: plugins.clone(), places: Places::default() }
    }

    /// All of them under a path such as `/api`. Plugins that are registered later have their routes then, too, as soon as they are there:
    /// everything below this path is theirs. Without it, the router has the plugins that are there when it is made.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// let mount = pluginkit::routes::Mount::new(&plugins).under("/api/v1");
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn under(mut self, path: impl Into<String>) -> Self {
        self.places.under = path.into();
        self
    }

    /// One plugin under another prefix than `/{id}`. It follows what [`under`](Mount::under) says.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// let mount = pluginkit::routes::Mount::new(&plugins).prefix("weather", "/forecast");
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn prefix(mut self, plugin: impl Into<String>, prefix: impl Into<String>) -> Self {
        self.places.prefixes.insert(plugin.into(), prefix.into());
        self
    }

    /// What is answered in the place of a plugin that is not active.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// # use pluginkit::routes::{Inactive, Mount};
    /// let mount = Mount::new(&plugins).inactive(Inactive::NotFound);
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn inactive(mut self, inactive: Inactive) -> Self {
        self.places.inactive = inactive;
        self
    }

    /// The routes of all plugins, to be served, or merged into or nested in another router. It follows what becomes of the plugins.
    ///
    /// Plugins are asked for their routes here, each once; this runs their code. It may be done before or after they are started.
    ///
    /// # Errors
    /// Everything that is wrong with prefixes, plugins that get in each other's way, and those whose `routes` failed.
    ///
    /// # Panics
    /// axum panics where this router is merged into one that has a route under one of the prefixes.
    ///
    /// ```
    /// # let plugins = pluginkit::PluginManager::builder().build()?;
    /// let routes: axum::Router = pluginkit::routes::Mount::new(&plugins).router().unwrap();
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn router(&self) -> Result<Router, RouteErrors> {
        all(self.mistakes())?;
        let live = Arc::new(Live::new(&self.plugins, self.places.clone()));
        all(live.gather())?;
        live.make_known();
        if self.places.under.is_empty() {
            Ok(live.plugins().into_iter().fold(Router::new(), |router, (plugin, prefix)| {
                let live = Arc::clone(&live);
                let door = move |request| live.enter(&plugin, request);
                router.nest_service(&prefix, door.into_service())
            }))
        } else {
            let all = move |request| live.answer(request);
            Ok(Router::new().nest_service(&self.places.under, all.into_service()))
        }
    }

    fn mistakes(&self) -> Vec<RouteError> {
        let given = self.places.prefixes.values().map(String::as_str);
        let under = Some(self.places.under.as_str()).filter(|under| !under.is_empty());
        let mut errors: Vec<RouteError> = under
            .into_iter()
            .chain(given)
            .filter_map(|prefix| {
                let problem = prefix::problem(prefix)?;
                Some(RouteError::BadPrefix { prefix: prefix.to_owned(), problem })
            })
            .collect();
        let known = self.plugins.available();
        let unknown = self.places.prefixes.iter().filter(|(plugin, _)| {
            !known.iter().any(|entry| entry.id() == *plugin) && self.plugins.descriptor(plugin).is_none()
        });
        errors.extend(unknown.map(|(plugin, prefix)| RouteError::UnknownPlugin {
            plugin: plugin.clone(),
            prefix: prefix.clone(),
        }));
        errors
    }
}

fn all(errors: Vec<RouteError>) -> Result<(), RouteErrors> {
    if errors.is_empty() { Ok(()) } else { Err(Errors(errors)) }
}

impl Places {
    /// The prefix of a plugin, without what all are under.
    pub(super) fn prefix(&self, plugin: &PluginId) -> String {
        let given = self.prefixes.get(plugin.as_str()).cloned();
        given.unwrap_or_else(|| format!("/{plugin}"))
    }
}

impl PluginManager {
    /// The routes of all plugins, each under `/{id}`: see [`Mount`], which can put them elsewhere.
    ///
    /// # Errors
    /// As [`Mount::router`].
    ///
    /// ```
    /// let plugins = pluginkit::PluginManager::builder().build()?;
    /// let app: axum::Router = axum::Router::new().merge(plugins.router().unwrap());
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn router(&self) -> Result<Router, RouteErrors> {
        Mount::new(self).router()
    }
}
