//! Migrations of databases, which plugins bring along.
//!
//! The engine is [sqlx](sqlx)'s: it embeds files at compile time, reads their names, makes checksums, and has the transactions. Its own
//! history knows no namespaces, which are what plugins need; so the history is a table of pluginkit's, `pluginkit_migrations`, where two
//! plugins may both have a version 1. (refinery, the other engine of note, has no asynchronous SQLite and no lock, and is given its
//! migrations at run time.)

mod database;
mod error;
mod gathered;
mod report;
mod runner;

pub use database::Database;
pub use error::MigrationError;
pub use report::{MigrationReport, MigrationState, PluginMigration};
pub use runner::MigrationRunner;
pub use sqlx;
pub use sqlx::migrate::{Migration, MigrationType, Migrator};

use pluginkit_macros::extension_point;

/// What a plugin has to change in a database before it can work with it. Asked by
/// [`PluginManager::migrations`](crate::PluginManager::migrations).
///
/// A folder of files, `migrations/1_places.sql`, is embedded by sqlx's macro, in a crate that depends on sqlx itself (without its
/// defaults: `features = ["macros", "migrate"]`): `sqlx::migrate!()`. Whoever adds a file has the crate compiled again by a `build.rs` that prints
/// `cargo::rerun-if-changed=migrations`. Texts are embedded without anything else by [`embedded`].
///
/// Versions are a plugin's own: others may have the same.
///
/// ```
/// use pluginkit::migrations::{self, Migrations, Migrator};
/// use pluginkit::prelude::*;
///
/// #[plugin(id = "geo", version = "1.0.0", listed)]
/// #[derive(Default)]
/// struct Geo;
///
/// #[extension]
/// impl Migrations for Geo {
///     fn migrations(&self) -> Migrator {
///         migrations::embedded([
///             (1, "places", "CREATE TABLE geo_places (name TEXT PRIMARY KEY)"),
///             (2, "heights", "ALTER TABLE geo_places ADD COLUMN height INTEGER"),
///         ])
///     }
/// }
///
/// let plugins = PluginManager::builder().plugin::<Geo>().build()?;
/// let migrations = plugins.migrations();
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[extension_point]
pub trait Migrations {
    /// All of them, also those that were applied long ago.
    fn migrations(&self) -> Migrator;
}

/// Migrations from texts: version, name, and SQL. (In a file: `include_str!("../migrations/1_places.sql")`.)
///
/// ```
/// let migrations = pluginkit::migrations::embedded([(1, "places", "CREATE TABLE geo_places (name TEXT)")]);
/// assert!(migrations.version_exists(1));
/// ```
pub fn embedded(migrations: impl IntoIterator<Item = (i64, &'static str, &'static str)>) -> Migrator {
    let migrations = migrations.into_iter().map(|(version, name, sql)| {
        let sql = sqlx::SqlStr::from_static(sql);
        Migration::new(version, name.into(), MigrationType::Simple, sql, false)
    });
    Migrator::with_migrations(migrations.collect())
}
