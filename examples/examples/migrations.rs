//! Plugins bring along the migrations of a database, each its own: run before the plugins are started, those of a dependency first,
//! each of them once.

use std::error::Error;

use pluginkit::migrations::{self, MigrationError, Migrations, Migrator};
use pluginkit::prelude::*;
use sqlx::{Connection, SqliteConnection};

#[plugin(id = "geo", version = "1.0.0")]
#[derive(Default)]
struct Geo;

#[extension]
impl Migrations for Geo {
    fn migrations(&self) -> Migrator {
        sqlx::migrate!("migrations/geo")
    }
}

/// Its table refers to one of `geo`.
#[plugin(id = "weather", version = "1.0.0", depends_on(Geo = "^1"))]
#[derive(Default)]
struct Weather;

#[extension]
impl Migrations for Weather {
    fn migrations(&self) -> Migrator {
        sqlx::migrate!("migrations/weather")
    }
}

/// What `weather` will be one day.
#[plugin(id = "weather", version = "2.0.0", depends_on(Geo = "^1"), listed)]
#[derive(Default)]
struct WeatherInHaste;

#[extension]
impl Migrations for WeatherInHaste {
    fn migrations(&self) -> Migrator {
        migrations::embedded([
            (1, "observations", include_str!("../migrations/weather/1_observations.sql")),
            (2, "wind", "ALTER TABLE weather_observations ADD COLUMN wind REAL"),
            (
                3,
                "clouds",
                "CREATE TABLE weather_clouds (name TEXT); INSERT INTO weather_cluods VALUES ('stratus')",
            ),
        ])
    }
}

/// Somebody has improved what was applied long ago.
#[plugin(id = "geo", version = "1.1.0", listed)]
#[derive(Default)]
struct GeoAtSeaLevel;

#[extension]
impl Migrations for GeoAtSeaLevel {
    fn migrations(&self) -> Migrator {
        migrations::embedded([(1, "places", "CREATE TABLE geo_places (name TEXT PRIMARY KEY)")])
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut database = SqliteConnection::connect("sqlite::memory:").await?;

    let plugins = PluginManager::discover()?;
    println!("the plan:\n{}", plugins.migrations().plan(&mut database).await?);
    println!("\nwhat was done:\n{}", plugins.migrations().run(&mut database).await?);
    println!("\nonce more: {} migrations", plugins.migrations().run(&mut database).await?.migrations.len());
    plugins.start().await?;
    let places: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM geo_places").fetch_one(&mut database).await?;
    println!("the plugins run, and know {places} places");
    plugins.stop().await?;

    println!("\na new version, made in haste:");
    let plugins = PluginManager::builder().plugin::<Geo>().plugin::<WeatherInHaste>().build()?;
    match plugins.migrations().run(&mut database).await {
        Err(error @ MigrationError::Failed { .. }) => println!("{error}"),
        other => println!("unexpected: {other:?}"),
    }
    println!("\nhow everything is:\n{}", plugins.migrations().status(&mut database).await?);

    println!("\nanother that rewrites history, without weather:");
    let plugins = PluginManager::builder().plugin::<GeoAtSeaLevel>().build()?;
    if let Err(error) = plugins.migrations().run(&mut database).await {
        println!("{error}");
    }
    println!("\nhow everything is:\n{}", plugins.migrations().status(&mut database).await?);
    Ok(())
}
