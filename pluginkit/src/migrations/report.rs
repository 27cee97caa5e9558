//! What there is to say about migrations.

use std::fmt;

use serde::Serialize;

use crate::id::PluginId;

/// Migrations and how they are: what was applied, what would be, or all of them.
///
/// ```
/// # async fn status(
/// #     plugins: &pluginkit::PluginManager,
/// #     database: &mut impl pluginkit::migrations::Database,
/// # ) -> Result<(), pluginkit::migrations::MigrationError> {
/// let status = plugins.migrations().status(database).await?;
/// println!("{status}");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
#[non_exhaustive]
pub struct MigrationReport {
    /// Each of them: a plugin after those that it depends on, and its versions from the lowest on. Plugins that have nothing to say
    /// come last.
    pub migrations: Vec<PluginMigration>,
}

impl MigrationReport {
    /// Those that are so.
    ///
    /// ```
    /// use pluginkit::migrations::{MigrationReport, MigrationState};
    ///
    /// assert_eq!(MigrationReport::default().which(MigrationState::Pending).count(), 0);
    /// ```
    pub fn which(&self, state: MigrationState) -> impl Iterator<Item = &PluginMigration> {
        self.migrations.iter().filter(move |migration| migration.state == state)
    }

    /// Whether there is nothing.
    ///
    /// ```
    /// assert!(pluginkit::migrations::MigrationReport::default().is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.migrations.is_empty()
    }
}

/// One line each.
impl fmt::Display for MigrationReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, migration) in self.migrations.iter().enumerate() {
            let end = if at == 0 { "" } else { "\n" };
            write!(f, "{end}{migration}")?;
        }
        Ok(())
    }
}

/// A migration of a plugin, and how it is.
///
/// ```
/// # async fn status(
/// #     plugins: &pluginkit::PluginManager,
/// #     database: &mut impl pluginkit::migrations::Database,
/// # ) -> Result<(), pluginkit::migrations::MigrationError> {
/// for migration in plugins.migrations().status(database).await?.migrations {
///     println!("{} {}: {}", migration.plugin, migration.version, migration.state);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[non_exhaustive]
pub struct PluginMigration {
    /// Whose.
    pub plugin: PluginId,
    /// Its version there.
    pub version: i64,
    /// Its name there.
    pub name: String,
    /// How it is.
    pub state: MigrationState,
    /// When it was applied, as the database's clock said, in UTC: `2026-11-27T17:20:03.250Z`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applied_at: Option<String>,
}

impl fmt::Display for PluginMigration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let PluginMigration { plugin, version, name, state, .. } = self;
        write!(f, "{plugin} {version} ({name}): {state}")
    }
}

/// How a migration is.
///
/// ```
/// use pluginkit::migrations::MigrationState;
///
/// assert_eq!(MigrationState::Changed.to_string(), "changed after it was applied");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MigrationState {
    /// Applied, as the plugin has it.
    Applied,
    /// Not applied yet.
    Pending,
    /// Applied, but the plugin has another text for it now.
    Changed,
    /// Applied, but the plugin does not have it now.
    Missing,
    /// Applied, and a gate keeps its plugin out, so it is not asked.
    Gated,
    /// Applied, and there is no such plugin now.
    Orphaned,
}

impl fmt::Display for MigrationState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            MigrationState::Applied => "applied",
            MigrationState::Pending => "pending",
            MigrationState::Changed => "changed after it was applied",
            MigrationState::Missing => "applied, and missing from its plugin",
            MigrationState::Gated => "applied, and its plugin is kept out",
            MigrationState::Orphaned => "applied, and its plugin is not there any more",
        })
    }
}
