//! The table of readings.

use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Utc};
use service_api::Reading;
use sqlx::{Error, SqlitePool};

/// A handle on the table. It is there before the database is: routes are asked for it before the plugin is started.
#[derive(Clone, Debug, Default)]
pub(crate) struct Store(Arc<OnceLock<SqlitePool>>);

impl Store {
    /// From now on, there is a database.
    pub(crate) fn open(&self, pool: SqlitePool) {
        // It is opened in `init`, which a plugin goes through once.
        let _ = self.0.set(pool);
    }

    fn pool(&self) -> Result<&SqlitePool, Error> {
        self.0.get().ok_or(Error::PoolClosed)
    }

    pub(crate) async fn latest(&self, city: &str, limit: u32) -> Result<Vec<Reading>, Error> {
        let rows: Vec<(String, DateTime<Utc>, f64)> = sqlx::query_as(
            "SELECT city, measured_at, celsius FROM weather_readings WHERE city = ? ORDER BY measured_at DESC LIMIT ?",
        )
        .bind(city)
        .bind(limit)
        .fetch_all(self.pool()?)
        .await?;
        Ok(rows
            .into_iter()
            .map(|(city, measured_at, celsius)| Reading { city, measured_at, celsius })
            .collect())
    }

    pub(crate) async fn add(&self, reading: &Reading) -> Result<(), Error> {
        sqlx::query("INSERT INTO weather_readings (city, measured_at, celsius) VALUES (?, ?, ?)")
            .bind(&reading.city)
            .bind(reading.measured_at)
            .bind(reading.celsius)
            .execute(self.pool()?)
            .await?;
        Ok(())
    }

    pub(crate) async fn count(&self) -> Result<i64, Error> {
        sqlx::query_scalar("SELECT count(*) FROM weather_readings").fetch_one(self.pool()?).await
    }
}
