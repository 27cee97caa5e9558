//! From what a host says of its configuration to what it is, and to what of it is for the gates.

use std::ffi::OsString;
use std::sync::Arc;

use super::files::read_folder;
use crate::config::{Config, ConfigSnapshot, Layer, variables};
use crate::error::{ConfigError, PluginError};
use crate::id::PluginId;
use crate::manager::gather::Gathered;
use crate::manager::settings::Settings;
use crate::resolve::Host;

/// Reads everything. `known` are the plugins whose ids a variable may name.
pub(super) fn load(config: &Config, known: &[PluginId]) -> Result<ConfigSnapshot, Vec<ConfigError>> {
    let mut errors = config.errors.clone();
    let mut layers = config.defaults.clone();
    if let Some(folder) = &config.folder {
        let (found, wrong) = read_folder(folder);
        layers.extend(found.into_iter().map(Arc::new));
        errors.extend(wrong);
    }
    layers.extend(config.overlay.iter().cloned());
    for source in &config.variables {
        let (found, wrong) = match &source.given {
            Some(given) => {
                let given = given.iter().map(|(name, text)| (name.into(), text.into()));
                variables(&source.prefix, given, known)
            }
            None => variables(&source.prefix, environment(), known),
        };
        layers.extend(found.into_iter().map(Arc::new));
        errors.extend(wrong);
    }
    errors.extend(layers.iter().flat_map(|layer| Layer::check(layer)));
    if errors.is_empty() { Ok(ConfigSnapshot::of(layers)) } else { Err(errors) }
}

/// The variables of the process, where there is one.
fn environment() -> impl Iterator<Item = (OsString, OsString)> {
    let has_none = cfg!(all(target_family = "wasm", target_os = "unknown"));
    (!has_none).then(std::env::vars_os).into_iter().flatten()
}

impl Settings {
    /// Reads everything, and says what is wrong.
    pub(in crate::manager) fn load_config(&mut self, gathered: &[Gathered]) -> Vec<PluginError> {
        let known: Vec<PluginId> = gathered.iter().map(|plugin| plugin.identity.id.clone()).collect();
        let loaded = load(&self.config.0, &known).and_then(|snapshot| {
            self.host.follow(&snapshot)?;
            self.config.1 = snapshot;
            Ok(())
        });
        loaded.err().into_iter().flatten().map(PluginError::from).collect()
    }
}

impl Host {
    /// What the configuration says of who is taken in, beside what the host says in code. Switched off is off.
    fn follow(&mut self, snapshot: &ConfigSnapshot) -> Result<(), Vec<ConfigError>> {
        let mut errors = Vec::new();
        match Switch::read(snapshot) {
            Ok(None | Some(Switch::Everybody)) => {}
            Ok(Some(Switch::Nobody)) => self.enabled = Some([].into()),
            Ok(Some(Switch::These(ids))) => self.enabled.get_or_insert_default().extend(ids),
            Err(wrong) => errors.extend(wrong),
        }
        match snapshot.list("plugins.disabled") {
            Ok(ids) => self.disabled.extend(ids.into_iter().flatten()),
            Err(wrong) => errors.extend(wrong),
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}

/// `plugins.enabled`
enum Switch {
    Everybody,
    Nobody,
    These(Vec<String>),
}

impl Switch {
    fn read(snapshot: &ConfigSnapshot) -> Result<Option<Self>, Vec<ConfigError>> {
        let path = "plugins.enabled";
        match snapshot.flag(path) {
            Some(true) => Ok(Some(Switch::Everybody)),
            Some(false) => Ok(Some(Switch::Nobody)),
            None => Ok(snapshot.list(path)?.map(Switch::These)),
        }
    }
}
