//! Those who have been taken out of a manager, until nothing is left of them.

use std::sync::Arc;

use super::events::Bus;
use super::member::{Member, Members};
use super::shared::{AnyHub, Shared, State};
use crate::id::PluginId;

/// Those who have been taken out, and what has followed from that. However it goes out of scope, they are let go of.
pub(super) struct Departed<'d> {
    shared: &'d Shared,
    scale: Scale,
    members: Members,
    /// The tables that may still hold their instances.
    hubs: Vec<Arc<dyn AnyHub>>,
    /// Those who were kept out because of them.
    woken: Vec<PluginId>,
}

/// How many are about to go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scale {
    One,
    Everybody,
}

impl<'d> Departed<'d> {
    /// One is about to go.
    pub(super) fn one(shared: &'d Shared) -> Self {
        Departed::new(shared, Scale::One)
    }

    /// Everybody is: what that means for those who are left is found out once, in the end.
    pub(super) fn everybody(shared: &'d Shared) -> Self {
        Departed::new(shared, Scale::Everybody)
    }

    fn new(shared: &'d Shared, scale: Scale) -> Self {
        Departed { shared, scale, members: Vec::new(), hubs: Vec::new(), woken: Vec::new() }
    }

    /// Takes a plugin out.
    pub(super) fn take(&mut self, state: &mut State, id: &PluginId, bus: &Bus) -> Option<Box<Member>> {
        let member = match self.scale {
            Scale::Everybody => state.roster.take_last(id),
            Scale::One => self.take_alone(state, id, bus),
        }?;
        self.shared.policies.forget(id);
        let extended = member.extensions.iter().filter_map(|entry| state.hubs.get(&entry.point()));
        for hub in extended.clone() {
            hub.forget(member.serial);
        }
        if member.observes() {
            self.hubs = state.hubs.values().cloned().collect();
        } else {
            self.hubs.extend(extended.cloned());
        }
        Some(member)
    }

    fn take_alone(&mut self, state: &mut State, id: &PluginId, bus: &Bus) -> Option<Box<Member>> {
        let before = state.roster.gated();
        let member = state.roster.take(id)?;
        let after = state.roster.gated();
        self.woken.extend(before.difference(&after).filter(|woken| *woken != id).cloned());
        state.publish_all(bus);
        Some(member)
    }

    /// Its instance goes when no table holds it any more.
    pub(super) fn add(&mut self, member: Option<Box<Member>>) {
        self.members.extend(member);
    }

    /// Lets go of the instances, and says who is no longer kept out.
    pub(super) fn dismantle(mut self) -> Vec<PluginId> {
        std::mem::take(&mut self.woken)
    }
}

impl Drop for Departed<'_> {
    fn drop(&mut self) {
        if self.scale == Scale::Everybody {
            self.shared.change(State::settle);
            // If somebody is left after all, it may be somebody who was kept out until now.
            self.shared.admit_all();
        }
        // A table that nobody calls would keep them.
        for hub in self.hubs.drain(..) {
            hub.renew();
        }
        self.members.drain(..).for_each(Member::dismantle);
    }
}
