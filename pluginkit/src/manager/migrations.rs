//! Who brings migrations along.

use std::any::TypeId;

use super::PluginManager;
use crate::id::PluginId;
use crate::migrations::{MigrationRunner, Migrations, MigrationsCaller};

/// A plugin that may have migrations.
pub(crate) struct Contributor {
    pub(crate) plugin: PluginId,
    /// Whether it is kept out, so that it is not to be asked.
    pub(crate) is_gated: bool,
    /// Asks it, and nobody else; `None` where it has nothing to say.
    pub(crate) caller: Option<MigrationsCaller>,
}

/// What plugins need of a database.
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
        MigrationRunner::new(self.clone())
    }

    /// Everybody, a plugin after those that it depends on.
    pub(crate) fn migration_contributors(&self) -> Vec<Contributor> {
        let state = self.shared.state();
        let members = state.roster.members().iter().enumerate();
        let contributors = members.map(|(at, member)| Contributor {
            plugin: member.id().clone(),
            is_gated: member.is_gated() || member.instance.is_none(),
            caller: member
                .implementation(TypeId::of::<dyn Migrations>())
                .and_then(|_| self.shared.lone_caller::<dyn Migrations>(&state, at)),
        });
        contributors.collect()
    }
}
