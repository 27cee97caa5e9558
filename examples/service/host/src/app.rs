//! All routes of the service: its own, and those of its plugins.

use axum::Router;
use axum::middleware::from_fn;
use axum::response::Redirect;
use axum::routing::{get, post};
use pluginkit::PluginManager;
use pluginkit::routes::{Mount, RouteErrors};

use crate::{health, operator};

pub(crate) fn app(plugins: &PluginManager) -> Result<Router, RouteErrors> {
    let own = Router::new()
        .route("/", get(async || Redirect::to("/plugins")))
        .route("/health", get(health::report))
        .route("/plugins", get(operator::inspect))
        .route("/configuration/refresh", post(operator::refresh))
        .route("/plugins/{id}/enable", post(operator::enable))
        .route("/plugins/{id}/disable", post(operator::disable))
        .with_state(plugins.clone());
    let theirs = Mount::new(plugins).under("/api").router()?;
    Ok(own.merge(theirs).layer(from_fn(operator::only_from_here)))
}
