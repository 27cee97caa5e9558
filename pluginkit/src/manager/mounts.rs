//! Where the routes of plugins are mounted, for those who inspect a plugin; and who hears of handlers that panic.

use std::sync::{Arc, Weak};

use super::PluginManager;
use crate::error::{HookError, HookErrorKind};
use crate::id::PluginId;
use crate::routes::Live;
use crate::sync::{Mutex, lock};

/// Where routes are mounted, for as long as that router is there.
#[derive(Default)]
pub(super) struct Mounts(Mutex<Vec<Weak<Live>>>);

impl Mounts {
    /// The paths of a plugin, wherever it is mounted.
    pub(super) fn paths(&self, plugin: &PluginId) -> Vec<String> {
        let live: Vec<Arc<Live>> = lock(&self.0).iter().filter_map(Weak::upgrade).collect();
        let mut paths: Vec<String> = live.iter().flat_map(|live| live.paths(plugin)).collect();
        paths.sort();
        paths.dedup();
        paths
    }

    fn add(&self, live: &Arc<Live>) {
        let mut all = lock(&self.0);
        all.retain(|live| live.strong_count() > 0);
        all.push(Arc::downgrade(live));
    }
}

impl PluginManager {
    pub(crate) fn mounted(&self, live: &Arc<Live>) {
        self.shared.mounts.add(live);
    }

    /// Makes it known that something of a plugin's panicked which is no hook, but came out of this one.
    pub(crate) fn panicked(&self, plugin: &PluginId, hook: &'static str, message: String) {
        self.shared.listener().failed(&HookError::at(plugin.clone(), hook, HookErrorKind::Panicked(message)));
    }
}
