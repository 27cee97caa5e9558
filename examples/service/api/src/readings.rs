use chrono::{DateTime, Utc};
use pluginkit::prelude::*;
use serde::{Deserialize, Serialize};

/// What somebody has measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// Where.
    pub city: String,
    /// When.
    pub measured_at: DateTime<Utc>,
    /// How warm it was, in degrees Celsius.
    pub celsius: f64,
}

/// Who knows what the weather was.
#[extension_point]
pub trait Readings {
    /// What was measured in a city, at most so many readings, the newest first.
    async fn latest(&self, city: &str, limit: u32) -> Result<Vec<Reading>, BoxError>;
}
