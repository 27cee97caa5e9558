//! What is answered over HTTP.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use service_api::Reading;

use crate::store::Store;

/// Nothing is colder.
const ABSOLUTE_ZERO: f64 = -273.15;

#[derive(Deserialize)]
pub(crate) struct Asked {
    city: String,
    #[serde(default = "ten")]
    limit: u32,
}

fn ten() -> u32 {
    10
}

pub(crate) async fn readings(
    State(store): State<Store>,
    Query(Asked { city, limit }): Query<Asked>,
) -> Result<Json<Vec<Reading>>, Failed> {
    Ok(Json(store.latest(&city, limit).await?))
}

pub(crate) async fn add(
    State(store): State<Store>,
    Json(reading): Json<Reading>,
) -> Result<Response, Failed> {
    if reading.celsius < ABSOLUTE_ZERO {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, "it cannot have been that cold").into_response());
    }
    store.add(&reading).await?;
    Ok((StatusCode::CREATED, Json(reading)).into_response())
}

/// The database does not do its part. The client is told no more than that.
pub(crate) struct Failed(sqlx::Error);

impl From<sqlx::Error> for Failed {
    fn from(error: sqlx::Error) -> Self {
        Failed(error)
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        tracing::error!(error = %self.0, "the readings cannot be had");
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    }
}
