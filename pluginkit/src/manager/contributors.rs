//! Whom a built-in point can be asked of, one plugin at a time, by those who do something with the answers.

use std::any::TypeId;

use super::PluginManager;
use crate::dispatch::ExtensionPoint;
use crate::id::PluginId;

/// A plugin, as it is at a moment.
pub(crate) struct Contributor {
    pub(crate) id: PluginId,
    /// Tells it from who had the id before.
    pub(crate) serial: u64,
    /// Whether it is kept out, so that it is not to be asked.
    pub(crate) is_gated: bool,
    /// Whether its hooks are called at present.
    #[cfg(web)]
    pub(crate) called: bool,
    /// Whether it has something to say.
    pub(crate) extends: bool,
}

impl PluginManager {
    /// Everybody, a plugin after those that it depends on.
    pub(crate) fn contributors<P: ExtensionPoint + ?Sized>(&self) -> Vec<Contributor> {
        let state = self.shared.state();
        let contributors = state.roster.members().iter().map(|member| Contributor {
            id: member.id().clone(),
            serial: member.serial,
            is_gated: member.is_gated() || member.instance.is_none(),
            #[cfg(web)]
            called: member.called,
            extends: member.implementation(TypeId::of::<P>()).is_some(),
        });
        contributors.collect()
    }

    /// Asks one of them that extends the point, and nobody else, whether it is called at present or not; `None` where it has gone.
    pub(crate) fn caller_of<P: ExtensionPoint + ?Sized>(&self, plugin: &Contributor) -> Option<P::Caller> {
        let state = self.shared.state();
        let at = state.roster.find(plugin.id.as_str())?;
        let is_same = state.roster.at(at).serial == plugin.serial;
        is_same.then(|| self.shared.lone_caller::<P>(&state, at))?
    }
}
