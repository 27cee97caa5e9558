//! Whom a built-in point can be asked of, one plugin at a time, by those who do something with the answers.

use std::any::TypeId;

use super::PluginManager;
use crate::dispatch::ExtensionPoint;
use crate::id::PluginId;

/// A plugin, as it is at a moment, and the way to ask it.
pub(crate) struct Contributor<C> {
    pub(crate) id: PluginId,
    /// Tells it from who had the id before.
    #[cfg(web)]
    pub(crate) serial: u64,
    /// Whether it is kept out, so that it is not to be asked.
    pub(crate) is_gated: bool,
    /// Whether its hooks are called at present.
    #[cfg(web)]
    pub(crate) called: bool,
    /// Asks it, and nobody else, whether it is called at present or not; `None` where it has nothing to say.
    pub(crate) caller: Option<C>,
}

impl PluginManager {
    /// Everybody, a plugin after those that it depends on.
    pub(crate) fn contributors<P: ExtensionPoint + ?Sized>(&self) -> Vec<Contributor<P::Caller>> {
        let state = self.shared.state();
        let members = state.roster.members().iter().enumerate();
        let contributors = members.map(|(at, member)| Contributor {
            id: member.id().clone(),
            #[cfg(web)]
            serial: member.serial,
            is_gated: member.is_gated() || member.instance.is_none(),
            #[cfg(web)]
            called: member.called,
            caller: member
                .implementation(TypeId::of::<P>())
                .and_then(|_| self.shared.lone_caller::<P>(&state, at)),
        });
        contributors.collect()
    }
}
