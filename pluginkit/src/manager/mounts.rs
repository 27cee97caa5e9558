//! Who has routes, for those who mount them; and who has mounted them, for those who inspect a plugin.

use std::any::TypeId;
use std::sync::{Arc, Weak};

use super::PluginManager;
use crate::error::{HookError, HookErrorKind};
use crate::id::PluginId;
use crate::routes::{Live, Routes, RoutesCaller};
use crate::sync::{Mutex, lock};

/// A plugin with routes, as it is at a moment.
pub(crate) struct Routed {
    pub(crate) id: PluginId,
    /// Tells it from who had the id before.
    pub(crate) serial: u64,
    pub(crate) called: bool,
}

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
    /// Everybody who has routes and whom no gate keeps out, in the order in which they are started.
    pub(crate) fn routed(&self) -> Vec<Routed> {
        let state = self.shared.state();
        let members = state.roster.members().iter().filter(|member| !member.is_gated());
        let routed =
            members.filter(|member| member.instance.is_some() && member.implementation(point()).is_some());
        routed
            .map(|member| Routed { id: member.id().clone(), serial: member.serial, called: member.called })
            .collect()
    }

    /// The caller of one of them, whether it is called at present or not; `None` where it has gone.
    pub(crate) fn router_of(&self, plugin: &Routed) -> Option<RoutesCaller> {
        let state = self.shared.state();
        let at = state.roster.find(plugin.id.as_str())?;
        let is_same = state.roster.at(at).serial == plugin.serial;
        is_same.then(|| self.shared.lone_caller::<dyn Routes>(&state, at)).flatten()
    }

    pub(crate) fn mounted(&self, live: &Arc<Live>) {
        self.shared.mounts.add(live);
    }

    /// Makes it known that something of a plugin's panicked which is no hook, but came out of this one.
    pub(crate) fn panicked(&self, plugin: &PluginId, hook: &'static str, message: String) {
        self.shared.listener().failed(&HookError::at(plugin.clone(), hook, HookErrorKind::Panicked(message)));
    }
}

fn point() -> TypeId {
    TypeId::of::<dyn Routes>()
}
