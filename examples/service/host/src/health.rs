//! How the service is, for those who supervise it.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use pluginkit::{HealthReport, HealthStatus, PluginManager};
use serde::Serialize;

/// The worst of all plugins, and each of them.
#[derive(Serialize)]
pub(crate) struct Answer {
    #[serde(flatten)]
    worst: HealthStatus,
    #[serde(flatten)]
    report: HealthReport,
}

/// 503 where a plugin fails: who asks wants to know whether to send requests here, and looks at the number only.
pub(crate) async fn report(State(plugins): State<PluginManager>) -> (StatusCode, Json<Answer>) {
    let report = plugins.health().await;
    let worst = report.status();
    let code = match worst {
        HealthStatus::Failing(_) => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::OK,
    };
    (code, Json(Answer { worst, report }))
}
