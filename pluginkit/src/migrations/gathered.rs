//! What plugins bring along, and how that compares with what was applied.

use std::collections::BTreeMap;

use sqlx::migrate::Migration;

use super::Migrations;
use super::database::{Record, checksum};
use super::error::MigrationError;
use super::report::{MigrationReport, MigrationState, PluginMigration};
use crate::id::PluginId;
use crate::manager::PluginManager;

/// The migrations of all plugins.
pub(super) struct Gathered {
    /// Of those who were asked, a plugin after those that it depends on.
    plugins: Vec<(PluginId, BTreeMap<i64, Migration>)>,
    /// Who was not asked.
    gated: Vec<PluginId>,
}

impl Gathered {
    /// Asks everybody.
    pub(super) fn ask(manager: &PluginManager) -> Result<Self, MigrationError> {
        let (mut plugins, mut gated) = (Vec::new(), Vec::new());
        for contributor in manager.contributors::<dyn Migrations>() {
            if contributor.is_gated {
                gated.push(contributor.id);
                continue;
            }
            let asked =
                contributor.extends.then(|| manager.caller_of::<dyn Migrations>(&contributor)).flatten();
            let migrators = asked.map(|caller| caller.migrations()).transpose()?.unwrap_or_default();
            let plugin = contributor.id;
            let mut migrations = BTreeMap::new();
            for migration in migrators.iter().flat_map(|migrator| migrator.iter()) {
                let version = migration.version;
                if migration.migration_type.is_down_migration() {
                    continue;
                }
                if migrations.insert(version, migration.clone()).is_some() {
                    return Err(MigrationError::Duplicate { plugin, version });
                }
            }
            plugins.push((plugin, migrations));
        }
        Ok(Gathered { plugins, gated })
    }

    /// How everything is, given what was applied.
    pub(super) fn compare(&self, records: Vec<Record>) -> MigrationReport {
        let mut applied: BTreeMap<String, BTreeMap<i64, Record>> = BTreeMap::new();
        for record in records {
            applied.entry(record.plugin.clone()).or_default().insert(record.version, record);
        }
        let mut report = MigrationReport::default();
        for (plugin, migrations) in &self.plugins {
            let applied = applied.remove(plugin.as_str()).unwrap_or_default();
            report.migrations.extend(compare(plugin, migrations, applied));
        }
        for (plugin, records) in applied {
            // Nobody but this module writes there, and it writes ids.
            let Ok(plugin) = PluginId::try_from(plugin) else { continue };
            let is_gated = self.gated.contains(&plugin);
            let state = if is_gated { MigrationState::Gated } else { MigrationState::Orphaned };
            report.migrations.extend(records.into_values().map(|record| recorded(&plugin, record, state)));
        }
        report
    }

    /// The migration itself.
    pub(super) fn find(&self, plugin: &PluginId, version: i64) -> Option<&Migration> {
        self.plugins.iter().find(|(id, _)| id == plugin)?.1.get(&version)
    }
}

/// The migrations of one plugin, and what was applied of them, from the lowest version on.
fn compare(
    plugin: &PluginId,
    migrations: &BTreeMap<i64, Migration>,
    mut applied: BTreeMap<i64, Record>,
) -> Vec<PluginMigration> {
    let mut compared: Vec<PluginMigration> = migrations
        .values()
        .map(|migration| match applied.remove(&migration.version) {
            None => PluginMigration {
                plugin: plugin.clone(),
                version: migration.version,
                name: migration.description.clone().into_owned(),
                state: MigrationState::Pending,
                applied_at: None,
            },
            Some(record) if record.checksum == checksum(migration) => {
                recorded(plugin, record, MigrationState::Applied)
            }
            Some(record) => recorded(plugin, record, MigrationState::Changed),
        })
        .collect();
    compared.extend(applied.into_values().map(|record| recorded(plugin, record, MigrationState::Missing)));
    compared.sort_by_key(|migration| migration.version);
    compared
}

fn recorded(plugin: &PluginId, record: Record, state: MigrationState) -> PluginMigration {
    let Record { version, name, applied_at, .. } = record;
    PluginMigration { plugin: plugin.clone(), version, name, state, applied_at: Some(applied_at) }
}
