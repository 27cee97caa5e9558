//! Migrations that plugins bring along: in which order, how often, and what is wrong with them.

#![cfg(feature = "migrations-sqlite")]

use pluginkit::migrations::sqlx::{self, Connection, SqliteConnection};
use pluginkit::migrations::{self, Migrations, Migrator};
use pluginkit::prelude::*;

#[plugin(id = "geo", version = "1.0.0", listed)]
#[derive(Default)]
struct Geo;

#[extension]
impl Migrations for Geo {
    fn migrations(&self) -> Migrator {
        migrations::embedded([(1, "places", "CREATE TABLE places (name TEXT PRIMARY KEY)")])
    }
}

/// It would be called before `geo`, if call order were all.
#[plugin(id = "daily", version = "1.0.0", depends_on(Geo), listed)]
#[derive(Default)]
struct Daily;

#[extension(priority = 100)]
impl Migrations for Daily {
    fn migrations(&self) -> Migrator {
        migrations::embedded([
            (2, "hours", "ALTER TABLE days ADD COLUMN hour INTEGER"),
            (
                1,
                "days",
                "CREATE TABLE days (place TEXT REFERENCES places); INSERT INTO days SELECT name FROM places",
            ),
        ])
    }
}

async fn memory() -> SqliteConnection {
    SqliteConnection::connect("sqlite::memory:").await.unwrap()
}

#[tokio::test]
async fn a_plugin_comes_after_those_that_it_depends_on_and_its_versions_ascend() {
    let plugins = PluginManager::builder().plugin::<Daily>().plugin::<Geo>().build().unwrap();
    let mut database = memory().await;
    let applied = plugins.migrations().run(&mut database).await.unwrap();
    assert_eq!(
        applied.to_string(),
        "geo 1 (places): applied\ndaily 1 (days): applied\ndaily 2 (hours): applied"
    );
    sqlx::query("INSERT INTO days (hour) VALUES (7)").execute(&mut database).await.unwrap();
    assert!(plugins.migrations().run(&mut database).await.unwrap().is_empty());
    assert_eq!(plugins.migrations().status(&mut database).await.unwrap(), applied);
}
