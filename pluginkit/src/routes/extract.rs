//! Callers in handlers.

use std::fmt;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};

use crate::dispatch::ExtensionPoint;
use crate::manager::PluginManager;

/// The caller of an extension point, in the arguments of a handler, by the point's type.
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
/// async fn home(Caller(feed): Caller<dyn Feed>) -> String {
///     feed.isolated().fetch().await.join("\n")
/// }
///
/// let plugins = PluginManager::builder().build()?;
/// let app: Router = Router::new().route("/", get(home)).layer(Extension(plugins));
/// # Ok::<(), pluginkit::Error>(())
/// ```
pub struct Caller<P: ExtensionPoint + ?Sized>(
    /// The caller.
    pub P::Caller,
);

impl<P, S> FromRequestParts<S> for Caller<P>
where
    P: ExtensionPoint + ?Sized + 'static,
    P::Caller: Send,
    S: Sync,
{
    type Rejection = NoManager;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, NoManager> {
        let plugins = parts.extensions.get::<PluginManager>().ok_or(NoManager(()))?;
        Ok(Caller(plugins.caller::<P>()))
    }
}

impl<P: ExtensionPoint + ?Sized> fmt::Debug for Caller<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Caller").finish_non_exhaustive()
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
