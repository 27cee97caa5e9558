//! HTTP routes that plugins bring along, and what a web service on axum needs beside them.

mod error;
mod extract;
mod live;
mod mount;
mod paths;
mod prefix;
mod serve;

pub use error::{RouteError, RouteErrors};
pub use extract::{Caller, NoManager};
pub(crate) use live::Live;
pub use mount::{Inactive, Mount};
pub use serve::{ServeError, serve};

use pluginkit_macros::extension_point;

/// What a plugin answers over HTTP. Mounted by [`PluginManager::router`](crate::PluginManager::router) or a [`Mount`].
///
/// Its router is asked for once for each instance of a plugin, whether or not the plugin is started at that time, and is put under a
/// prefix of the plugin's own: `/weather` for the plugin `weather`. What handlers need, the router brings along as its state:
/// something that can be shared with the plugin, such as an `Arc`. They find the [`PluginManager`](crate::PluginManager) as an
/// `Extension`, and a caller of any point with [`Caller`].
///
/// ```
/// use std::sync::Arc;
/// use std::sync::atomic::{AtomicU32, Ordering};
/// use axum::{Router, extract::State, routing::get};
/// use pluginkit::prelude::*;
/// use pluginkit::routes::Routes;
///
/// #[plugin(id = "weather", version = "1.0.0", listed)]
/// #[derive(Default)]
/// struct Weather { asked: Arc<AtomicU32> }
///
/// #[extension]
/// impl Routes for Weather {
///     fn routes(&self) -> Router {
///         async fn forecast(State(asked): State<Arc<AtomicU32>>) -> String {
///             format!("fog, for the {}. time", asked.fetch_add(1, Ordering::Relaxed) + 1)
///         }
///
///         Router::new().route("/forecast", get(forecast)).with_state(Arc::clone(&self.asked))
///     }
/// }
///
/// let plugins = PluginManager::builder().plugin::<Weather>().build()?;
/// let app: Router = plugins.router()?;
/// assert_eq!(plugins.inspect("weather").unwrap().routes, ["/weather/forecast"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[extension_point]
pub trait Routes {
    /// Its routes, below its prefix.
    fn routes(&self) -> axum::Router;
}
