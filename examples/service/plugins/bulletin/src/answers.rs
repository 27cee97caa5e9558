//! What is answered over HTTP.

use std::sync::Arc;

use arc_swap::ArcSwap;
use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::IntoResponse;
use pluginkit::PluginManager;
use pluginkit::routes::Caller;
use service_api::ReadingsCaller;

use crate::config::BulletinConfig;
use crate::{asker, text};

/// The bulletin, for whoever asks. A source that fails costs its own readings, and no more.
pub(crate) async fn bulletin(
    State(config): State<Arc<ArcSwap<BulletinConfig>>>,
    Extension(plugins): Extension<PluginManager>,
    Caller(sources): Caller<ReadingsCaller>,
    headers: HeaderMap,
) -> impl IntoResponse {
    let BulletinConfig { city, limit } = &**config.load();
    let report = sources.reported().latest(city, limit.get()).await;
    let mut readings = report.value.concat();
    readings.sort_by_key(|reading| std::cmp::Reverse(reading.measured_at));
    readings.truncate(limit.get() as usize);

    let texts = plugins.texts();
    let language = asker::language(&headers, &texts.languages()).to_string();
    let contents = text::Contents { city, readings: &readings, missing: report.failures.len() };
    let text = contents.text(&texts, &language);
    ([(header::CONTENT_LANGUAGE, language), (header::VARY, "accept-language".to_owned())], text)
}
