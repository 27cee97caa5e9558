//! What a manager keeps: the configuration as it is now, and each section as its type.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::SystemTime;

use event_listener::Event;

use crate::config::{AnyConfig, Config, ConfigSnapshot, Configured, ReadSection, Section, section_diff};
use crate::dispatch::{catch, message};
use crate::error::{ConfigError, PluginError};
use crate::id::PluginId;
use crate::manager::inspection::ConfigInspection;
use crate::manager::member::now;
use crate::manager::shared::Shared;
use crate::plugin::PluginEntry;
use crate::sync::{AtomicBool, Mutex, lock};

pub(in crate::manager) struct Kept {
    pub(super) config: Config,
    current: Mutex<Arc<Current>>,
    /// Whether plugins are told of a change. Only one change is told at a time.
    pub(super) telling: AtomicBool,
    pub(super) told: Event,
}

/// The configuration at one time.
#[derive(Default)]
pub(super) struct Current {
    pub(super) snapshot: ConfigSnapshot,
    pub(super) sections: HashMap<PluginId, Known>,
}

/// A section that has been read.
#[derive(Clone)]
pub(super) struct Known {
    read: Arc<ReadSection>,
    /// When it was last another one than before, since the manager has known it.
    changed: Option<SystemTime>,
}

impl Known {
    fn new(read: ReadSection) -> Self {
        Known { read: Arc::new(read), changed: None }
    }
}

impl Current {
    pub(super) fn typed(&self, plugin: &PluginId) -> Option<AnyConfig> {
        Some(Arc::clone(&self.sections.get(plugin)?.read.typed))
    }

    /// Sections that are what they were have been so for as long as they were; others are new.
    pub(super) fn follow(&mut self, before: &Current) {
        let now = now();
        for (plugin, section) in &mut self.sections {
            let is_changed = !section_diff(&before.snapshot, &self.snapshot, plugin).is_empty();
            let earlier = before.sections.get(plugin).and_then(|section| section.changed);
            section.changed = if is_changed { now } else { earlier };
        }
    }

    fn inspection(&self, plugin: &PluginId) -> Option<ConfigInspection> {
        let section = self.sections.get(plugin)?;
        let values = Section::of(&self.snapshot, plugin).values(&section.read.looks);
        Some(ConfigInspection { values, last_change: section.changed })
    }
}

impl Kept {
    pub(in crate::manager) fn new(config: Config, snapshot: ConfigSnapshot) -> Self {
        let current = Current { snapshot, sections: HashMap::new() };
        Kept {
            config,
            current: Mutex::new(Arc::new(current)),
            telling: AtomicBool::new(false),
            told: Event::new(),
        }
    }

    pub(super) fn current(&self) -> Arc<Current> {
        Arc::clone(&lock(&self.current))
    }

    pub(in crate::manager) fn snapshot(&self) -> ConfigSnapshot {
        self.current().snapshot.clone()
    }

    pub(in crate::manager) fn typed(&self, plugin: &PluginId) -> Option<AnyConfig> {
        self.current().typed(plugin)
    }

    /// Waits for nobody, and may look into the text of files once more, for lines.
    pub(in crate::manager) fn inspection(&self, plugin: &PluginId) -> Option<ConfigInspection> {
        self.current().inspection(plugin)
    }

    /// Puts something in the place of what is there, unless that is not `before` any more. What is replaced is dropped without a
    /// lock: it may hold values of plugins.
    pub(super) fn exchange(&self, before: &Arc<Current>, next: Arc<Current>) -> bool {
        let mut current = lock(&self.current);
        if !Arc::ptr_eq(&current, before) {
            return false;
        }
        let replaced = std::mem::replace(&mut *current, next);
        drop(current);
        drop(replaced);
        true
    }
}

/// A plugin that has a configuration.
pub(super) type Reader = (PluginId, &'static Configured);

/// Reads a section. This runs the plugin's code: no lock may be held.
fn read(
    snapshot: &ConfigSnapshot,
    plugin: &PluginId,
    configured: &Configured,
) -> Result<ReadSection, Vec<ConfigError>> {
    if matches!(plugin.as_str(), "enabled" | "disabled") {
        return Err(vec![ConfigError::Reserved { plugin: plugin.clone() }]);
    }
    catch(|| configured.read(snapshot, plugin)).unwrap_or_else(|payload| {
        Err(vec![ConfigError::Panicked { plugin: plugin.clone(), message: message(payload) }])
    })
}

/// Reads the sections of these, or says everything that is wrong with them.
pub(super) fn read_all(snapshot: ConfigSnapshot, readers: Vec<Reader>) -> Result<Current, PluginError> {
    let (mut sections, mut errors) = (HashMap::new(), Vec::new());
    for (plugin, configured) in readers {
        match read(&snapshot, &plugin, configured) {
            Ok(read) => drop(sections.insert(plugin, Known::new(read))),
            Err(wrong) => errors.extend(wrong),
        }
    }
    PluginError::all(errors)?;
    Ok(Current { snapshot, sections })
}

impl Shared {
    /// Everybody who has a configuration, and whom no gate keeps out.
    pub(super) fn readers(&self) -> Vec<Reader> {
        let state = self.state();
        let there = state.roster.members().iter().filter(|member| !member.is_gated());
        there.filter_map(|member| Some((member.id().clone(), member.entry.configured()?))).collect()
    }

    /// Reads everybody's section for the first time.
    pub(in crate::manager) fn configure(&self) -> Result<(), PluginError> {
        let before = self.kept.current();
        let next = read_all(before.snapshot.clone(), self.readers())?;
        self.kept.exchange(&before, Arc::new(next));
        let known = self.state().roster.ids();
        let stray = before.snapshot.sections();
        for section in stray.into_iter().filter(|section| !known.iter().any(|id| id == *section)) {
            tracing::warn!(section, "there is no plugin for this section of the configuration");
        }
        Ok(())
    }

    /// Reads the section of one who is on the way in.
    pub(in crate::manager) fn check_config(
        &self,
        entry: PluginEntry,
        plugin: &PluginId,
    ) -> Result<(), PluginError> {
        let Some(configured) = entry.configured() else { return Ok(()) };
        let read = read(&self.kept.snapshot(), plugin, configured);
        read.map(drop).map_err(PluginError::of)
    }

    /// Keeps the section of one who has just come in. The configuration may have changed since it was looked at; a change that
    /// comes after this one reads it like everybody else's.
    pub(in crate::manager) fn keep_config(&self, entry: PluginEntry, plugin: &PluginId) {
        loop {
            let before = self.kept.current();
            let read = entry.configured().map(|configured| read(&before.snapshot, plugin, configured));
            let mut sections = before.sections.clone();
            match read {
                Some(Ok(read)) => drop(sections.insert(plugin.clone(), Known::new(read))),
                Some(Err(errors)) => {
                    for error in errors {
                        tracing::warn!(%plugin, %error, "the configuration has changed meanwhile");
                    }
                    return;
                }
                None => drop(sections.remove(plugin)),
            }
            let next = Current { snapshot: before.snapshot.clone(), sections };
            if self.kept.exchange(&before, Arc::new(next)) {
                return;
            }
        }
    }
}
