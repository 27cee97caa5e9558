//! Running them.

use std::fmt;

use super::database::{Database, Outcome, checksum};
use super::error::MigrationError;
use super::gathered::Gathered;
use super::report::{MigrationReport, MigrationState, PluginMigration};
use crate::manager::PluginManager;

/// The migrations of all plugins: what [`PluginManager::migrations`] returns.
///
/// They are to be run after the manager was built and before it is started: then whoever is started finds the tables that it needs.
///
/// Each migration is applied in a transaction, together with its record in the table `pluginkit_migrations`: plugin, version, name, checksum
/// and time. (One that begins with the line `-- no-transaction` is not, and may leave half of itself behind when it fails.)
///
/// * **Who is asked**: every plugin that no gate keeps out. One that is [disabled](PluginManager::disable) is asked, too: it is started like
///   any other, others may need its tables, and it may be enabled at any time.
/// * **In which order**: a plugin after those that it depends on, optional ones too; its own versions from the lowest on. One that is lower than what was
///   applied is applied nonetheless: it may have come from another branch.
/// * **Who is left alone**: what was applied for a plugin that is not there, or that a gate keeps out.
/// * **Several at once**: processes that run the same migrations take turns, one migration at a time, and each finds out what the others
///   have done in the meantime. SQLite gives up after the connection's `busy_timeout`, PostgreSQL after its `lock_timeout`.
/// * **Cancelled** (its future dropped), the transaction is rolled back, and what was applied before stays.
///
/// ```
/// # use pluginkit::PluginManager;
/// # use pluginkit::migrations::Database;
/// async fn begin(database: &mut impl Database) -> Result<PluginManager, Box<dyn std::error::Error>> {
///     let plugins = PluginManager::discover()?;
///     println!("{}", plugins.migrations().run(database).await?);
///     plugins.start().await?;
///     Ok(plugins)
/// }
/// ```
#[derive(Clone)]
pub struct MigrationRunner {
    manager: PluginManager,
}

impl MigrationRunner {
    /// Applies what is pending, and returns what it has applied.
    ///
    /// # Errors
    /// Everything that a [`MigrationError`] can be. Whatever can be seen beforehand is found before anything is applied.
    ///
    /// ```
    /// # use pluginkit::migrations::{Database, MigrationError};
    /// # async fn run(plugins: &pluginkit::PluginManager, database: &mut impl Database) -> Result<(), MigrationError> {
    /// for migration in plugins.migrations().run(database).await?.migrations {
    ///     println!("{} {} at {:?}", migration.plugin, migration.version, migration.applied_at);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn run<D: Database>(&self, database: &mut D) -> Result<MigrationReport, MigrationError> {
        let gathered = Gathered::ask(&self.manager)?;
        let plan = plan(&gathered, database).await?;
        let mut applied = MigrationReport::default();
        if plan.is_empty() {
            return Ok(applied);
        }
        database.prepare().await.map_err(|source| MigrationError::History { source })?;
        for mut planned in plan.migrations {
            let Some(migration) = gathered.find(&planned.plugin, planned.version) else { continue };
            match database.apply(&planned.plugin, migration).await {
                Ok(Outcome::Applied(at)) => {
                    tracing::info!(plugin = %planned.plugin, version = planned.version, name = planned.name, "migration applied");
                    planned.state = MigrationState::Applied;
                    planned.applied_at = Some(at);
                    applied.migrations.push(planned);
                }
                Ok(Outcome::Was(record)) if record.checksum == checksum(migration) => {}
                Ok(Outcome::Was(record)) => {
                    let state = MigrationState::Changed;
                    let diverged = PluginMigration { state, applied_at: Some(record.applied_at), ..planned };
                    return Err(diverge(vec![diverged], applied));
                }
                Err(source) => {
                    return Err(MigrationError::Failed { migration: Box::new(planned), applied, source });
                }
            }
        }
        Ok(applied)
    }

    /// What [`run`](MigrationRunner::run) would apply now. Changes nothing: not even the table of the history is made.
    ///
    /// # Errors
    /// Those of `run`, but for failures of migrations.
    ///
    /// ```
    /// # use pluginkit::migrations::{Database, MigrationError};
    /// # async fn plan(plugins: &pluginkit::PluginManager, database: &mut impl Database) -> Result<(), MigrationError> {
    /// if !plugins.migrations().plan(database).await?.is_empty() {
    ///     println!("make a copy of the database first");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn plan<D: Database>(&self, database: &mut D) -> Result<MigrationReport, MigrationError> {
        plan(&Gathered::ask(&self.manager)?, database).await
    }

    /// How all of them are: those that plugins have, and those that were applied, whoever they belong to. Changes nothing.
    ///
    /// # Errors
    /// A plugin that does not say what its migrations are, or has two of one version; a history that cannot be read.
    ///
    /// ```
    /// # use pluginkit::migrations::{Database, MigrationError, MigrationState};
    /// # async fn status(plugins: &pluginkit::PluginManager, database: &mut impl Database) -> Result<(), MigrationError> {
    /// let status = plugins.migrations().status(database).await?;
    /// for orphan in status.which(MigrationState::Orphaned) {
    ///     println!("left over from {}: {}", orphan.plugin, orphan.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn status<D: Database>(&self, database: &mut D) -> Result<MigrationReport, MigrationError> {
        status(&Gathered::ask(&self.manager)?, database).await
    }
}

impl PluginManager {
    /// The migrations that plugins bring along, to be run before [`start`](PluginManager::start): see
    /// [`MigrationRunner`].
    ///
    /// ```
    /// # use pluginkit::migrations::{Database, MigrationError};
    /// # async fn migrate(database: &mut impl Database) -> Result<(), Box<dyn std::error::Error>> {
    /// let plugins = pluginkit::PluginManager::builder().build()?;
    /// assert!(plugins.migrations().run(database).await?.is_empty());
    /// # Ok(())
    /// # }
    /// ```
    pub fn migrations(&self) -> MigrationRunner {
        MigrationRunner { manager: self.clone() }
    }
}

async fn status<D: Database>(
    gathered: &Gathered,
    database: &mut D,
) -> Result<MigrationReport, MigrationError> {
    let records = database.records().await.map_err(|source| MigrationError::History { source })?;
    Ok(gathered.compare(records))
}

async fn plan<D: Database>(gathered: &Gathered, database: &mut D) -> Result<MigrationReport, MigrationError> {
    let mut status = status(gathered, database).await?;
    let is_diverged = |migration: &PluginMigration| {
        matches!(migration.state, MigrationState::Changed | MigrationState::Missing)
    };
    if status.migrations.iter().any(is_diverged) {
        status.migrations.retain(is_diverged);
        return Err(diverge(status.migrations, MigrationReport::default()));
    }
    status.migrations.retain(|migration| migration.state == MigrationState::Pending);
    Ok(status)
}

fn diverge(diverged: Vec<PluginMigration>, applied: MigrationReport) -> MigrationError {
    MigrationError::Diverged { diverged: MigrationReport { migrations: diverged }, applied }
}

impl fmt::Debug for MigrationRunner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MigrationRunner").finish_non_exhaustive()
    }
}
