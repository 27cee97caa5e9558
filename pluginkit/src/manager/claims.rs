//! Waiting for a claim: nobody holds one while waiting for another, so nobody waits for ever; except from inside of a hook,
//! which is told before.

use event_listener::EventListener;

use super::events::Bus;
use super::shared::{Shared, State};
use super::transitions::Claim;
use crate::enclosing::{self, Activity};
use crate::error::{PluginError, StateError};
use crate::id::PluginId;

impl Shared {
    /// Waits until a claim is granted, or is found to be needless.
    pub(super) async fn claim<T>(
        &self,
        mut claim: impl FnMut(&mut State, &Bus) -> Result<Claim<T>, PluginError>,
    ) -> Result<Option<T>, PluginError> {
        let inside = enclosing::around(self.address(), Activity::Passing);
        loop {
            match self.claim_or_listen(&inside, &mut claim)? {
                Ok(claimed) => {
                    self.tidy();
                    return Ok(claimed);
                }
                Err((plugin, passed)) => {
                    let _waits = Waits { shared: self, inside: &inside, plugin };
                    passed.await;
                }
            }
        }
    }

    /// What came of a claim; or for whom to wait, and how.
    fn claim_or_listen<T>(
        &self,
        inside: &[PluginId],
        claim: &mut impl FnMut(&mut State, &Bus) -> Result<Claim<T>, PluginError>,
    ) -> Result<Result<Option<T>, (PluginId, EventListener)>, PluginError> {
        let mut state = self.state();
        Ok(match claim(&mut state, &self.bus)? {
            Claim::Granted(granted) => Ok(Some(granted)),
            Claim::Needless => Ok(None),
            Claim::Wait(plugin) => {
                reentrant(state.waiting.begin(inside, &plugin), &plugin)?;
                // Still under the lock: whoever comes to rest takes it first, and tells those who listen after.
                Err((plugin, self.passed.listen()))
            }
        })
    }

    /// Refuses what would have to wait for the very hook that asks for it, before anything has been done.
    pub(super) fn not_from_within<'p>(
        &self,
        plugins: impl IntoIterator<Item = &'p PluginId>,
    ) -> Result<(), StateError> {
        let inside = enclosing::around(self.address(), Activity::Passing);
        if inside.is_empty() {
            return Ok(());
        }
        let mut state = self.state();
        for plugin in plugins {
            let passing = state.roster.find(plugin.as_str()).map(|at| state.roster.at(at).life.is_passing());
            if passing == Some(true) {
                reentrant(state.waiting.begin(&inside, plugin), plugin)?;
                state.waiting.end(&inside, plugin);
            }
        }
        Ok(())
    }
}

fn reentrant(ring: Result<(), PluginId>, plugin: &PluginId) -> Result<(), StateError> {
    ring.map_err(|within| StateError::Reentrant { plugin: plugin.clone(), within })
}

/// While it lives, hooks are known to wait for a plugin.
struct Waits<'w> {
    shared: &'w Shared,
    inside: &'w [PluginId],
    plugin: PluginId,
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.shared.state().waiting.end(self.inside, &self.plugin);
    }
}
