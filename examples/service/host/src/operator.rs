//! What the operator may see and do.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
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

pub(crate) async fn enable(plugins: State<PluginManager>, id: Path<String>, headers: HeaderMap) -> Response {
    switch(&headers, || plugins.enable(&id))
}

pub(crate) async fn disable(plugins: State<PluginManager>, id: Path<String>, headers: HeaderMap) -> Response {
    switch(&headers, || plugins.disable(&id))
}

/// Does it, and sends the browser back to the page, so that loading that again does not send the form again.
fn switch(headers: &HeaderMap, change: impl FnOnce() -> Result<(), StateError>) -> Response {
    if comes_from_elsewhere(headers) {
        return (StatusCode::FORBIDDEN, "this form is sent from the operator's page only").into_response();
    }
    match change() {
        Ok(()) => Redirect::to("/plugins").into_response(),
        Err(error @ StateError::Unknown { .. }) => (StatusCode::NOT_FOUND, error.to_string()).into_response(),
        Err(error) => (StatusCode::CONFLICT, error.to_string()).into_response(),
    }
}

/// Whether a page of somebody else has made the browser send this. Clients that are no browsers do not say.
fn comes_from_elsewhere(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin")
}
