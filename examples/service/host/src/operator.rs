//! What the operator may see and do.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use pluginkit::{PluginManager, StateError};

use crate::page::page;

/// The page for browsers, and the same as JSON for everybody else.
pub(crate) async fn inspect(State(plugins): State<PluginManager>, headers: HeaderMap) -> Response {
    // What the plugins answer, the inspections remember.
    plugins.health().await;
    let vary = (header::VARY, "accept");
    if wants_html(&headers) {
        ([vary, NOTHING_ELSE], page(&plugins)).into_response()
    } else {
        ([vary], Json(plugins.inspections())).into_response()
    }
}

/// The page loads nothing, runs nothing, and sends its forms to nobody else.
const NOTHING_ELSE: (HeaderName, &str) = (
    header::CONTENT_SECURITY_POLICY,
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
);

fn wants_html(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    accepted.is_some_and(|accept| accept.contains("text/html"))
}

pub(crate) async fn enable(plugins: State<PluginManager>, id: Path<String>) -> Response {
    switched(plugins.enable(&id))
}

pub(crate) async fn disable(plugins: State<PluginManager>, id: Path<String>) -> Response {
    switched(plugins.disable(&id))
}

fn switched(outcome: Result<(), StateError>) -> Response {
    match outcome {
        Ok(()) => back(),
        Err(error @ StateError::Unknown { .. }) => (StatusCode::NOT_FOUND, error.to_string()).into_response(),
        Err(error) => (StatusCode::CONFLICT, error.to_string()).into_response(),
    }
}

/// Reads the files anew. What is wrong with them is told, and everything is as it was.
pub(crate) async fn refresh(plugins: State<PluginManager>) -> Response {
    match plugins.config().refresh().await {
        Ok(_) => back(),
        Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, error.to_string()).into_response(),
    }
}

/// Back to the page: loading that again does not send the form again.
fn back() -> Response {
    Redirect::to("/plugins").into_response()
}

/// Lets nothing be changed by the page of somebody else, which could make the operator's browser send a form. Clients that are no
/// browsers do not say where they come from.
pub(crate) async fn only_from_here(request: Request, next: Next) -> Response {
    let site = request.headers().get("sec-fetch-site");
    if request.method() == Method::POST && site.is_some_and(|site| site != "same-origin") {
        return (StatusCode::FORBIDDEN, "this is sent from the operator's page only").into_response();
    }
    next.run(request).await
}
