//! What can be wrong with migrations.

use thiserror::Error;

use super::report::{MigrationReport, PluginMigration};
use crate::error::HookError;
use crate::id::PluginId;

/// Why migrations are not applied, or not all of them.
///
/// ```
/// # use pluginkit::migrations::{Database, MigrationError};
/// # async fn migrate(plugins: &pluginkit::PluginManager, database: &mut impl Database) {
/// match plugins.migrations().run(database).await {
///     Err(MigrationError::Failed { migration, applied, .. }) => {
///         eprintln!("{} {} failed, after {} others", migration.plugin, migration.version, applied.migrations.len());
///     }
///     Err(error) => eprintln!("nothing was applied: {error}"),
///     Ok(applied) => println!("{applied}"),
/// }
/// # }
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum MigrationError {
    /// A plugin does not say what its migrations are. Nothing was applied.
    #[error(transparent)]
    Hook(#[from] HookError),
    /// A plugin has two migrations of one version. Nothing was applied.
    #[error("`{plugin}` has two migrations of version {version}")]
    Duplicate {
        /// Which.
        plugin: PluginId,
        /// The version.
        version: i64,
    },
    /// Migrations that were applied are [changed](super::MigrationState::Changed) or [missing](super::MigrationState::Missing). Nothing was applied.
    #[error("what was applied to the database is not what the plugins have: {diverged}")]
    Diverged {
        /// All of them.
        diverged: MigrationReport,
    },
    /// The history of the database cannot be read or made. Nothing was applied.
    #[error("the table `{}`: {source}", super::database::TABLE)]
    History {
        /// What the database says.
        source: sqlx::Error,
    },
    /// A migration failed. It has left nothing behind (unless it asked for no transaction); what was applied before stays.
    #[error("`{}` {} ({}): {source}", migration.plugin, migration.version, migration.name)]
    Failed {
        /// Which.
        migration: Box<PluginMigration>,
        /// What was applied before.
        applied: MigrationReport,
        /// What the database says.
        source: sqlx::Error,
    },
}
