//! What the weather was: a table of readings, and routes to read it and to add to it.

mod answers;
mod store;

use axum::Router;
use axum::routing::get;
use pluginkit::migrations::{self, Migrations, Migrator};
use pluginkit::prelude::*;
use pluginkit::routes::Routes;
use service_api::{Database, Reading, Readings};

use store::Store;

/// A weather station with a memory.
#[plugin(
    id = "weather",
    version = "1.1.0",
    description = "What the weather was: readings, stored in a table."
)]
#[derive(Debug, Default)]
pub struct Weather {
    store: Store,
}

#[extension]
impl Lifecycle for Weather {
    fn init(&self, cx: &PluginContext) -> Result<(), BoxError> {
        let shared = cx.state::<Option<Database>>()?.get();
        let Database(pool) = shared.as_ref().as_ref().ok_or("the host shares no database")?;
        self.store.open(pool.clone());
        Ok(())
    }
}

#[extension]
impl Migrations for Weather {
    fn migrations(&self) -> Migrator {
        migrations::embedded([
            (1, "readings", include_str!("../migrations/1_readings.sql")),
            (2, "first readings", include_str!("../migrations/2_first_readings.sql")),
        ])
    }
}

#[extension]
impl Routes for Weather {
    fn routes(&self) -> Router {
        Router::new()
            .route("/readings", get(answers::readings).post(answers::add))
            .with_state(self.store.clone())
    }
}

#[extension]
impl Readings for Weather {
    async fn latest(&self, city: &str, limit: u32) -> Result<Vec<Reading>, BoxError> {
        Ok(self.store.latest(city, limit).await?)
    }
}

#[extension(timeout = "2s")]
impl Health for Weather {
    async fn health(&self, _: &PluginContext) -> HealthStatus {
        match self.store.count().await {
            Ok(0) => HealthStatus::Degraded("nothing has been measured".to_owned()),
            Ok(_) => HealthStatus::Ok,
            Err(error) => HealthStatus::Failing(error.to_string()),
        }
    }
}
