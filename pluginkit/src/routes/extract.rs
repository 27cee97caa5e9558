//! Callers in handlers.

use std::future::{Future, ready};

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};

use crate::dispatch::PointCaller;
use crate::manager::PluginManager;

/// The caller of an extension point, in the arguments of a handler, by its type.
///
/// The handler has to be below an `Extension` of the [`PluginManager`]; below the [`Routes`](super::Routes) of a plugin, one is
/// there already. (A caller can be had in any other way that axum knows, too: it is `Clone`, `Send` and `Sync`, and may be a `State` or
/// an `Extension` by itself, as may the manager.)
///
/// ```
/// use axum::{Extension, Router, routing::get};
/// use pluginkit::prelude::*;
/// use pluginkit::routes::Caller;
///
/// #[extension_point]
/// trait Feed {
///     async fn fetch(&self) -> String;
/// }
///
/// async fn home(Caller(feed): Caller<FeedCaller>) -> String {
///     feed.isolated().fetch().await.join("\n")
/// }
///
/// let plugins = PluginManager::builder().build()?;
/// let app: Router = Router::new().route("/", get(home)).layer(Extension(plugins));
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Caller<C>(
    /// The caller.
    pub C,
);

impl<C: PointCaller + Send, S> FromRequestParts<S> for Caller<C> {
    type Rejection = NoManager;

    fn from_request_parts(parts: &mut Parts, _: &S) -> impl Future<Output = Result<Self, NoManager>> + Send {
        let plugins = parts.extensions.get::<PluginManager>();
        ready(plugins.map(|plugins| Caller(plugins.caller::<C::Point>())).ok_or(NoManager(())))
    }
}

/// A handler wants a [`Caller`], and there is no manager to ask for it: a mistake of the host's, which is answered with 500 and logged.
///
/// ```
/// # async fn answer(missing: pluginkit::routes::NoManager) -> String {
/// missing.to_string()
/// # }
/// ```
#[derive(Debug, thiserror::Error)]
#[error("there is no plugin manager here: add `.layer(Extension(plugins))` to the router")]
pub struct NoManager(());

impl IntoResponse for NoManager {
    fn into_response(self) -> Response {
        tracing::error!(error = %self, "a handler cannot have the caller that it asks for");
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    }
}
