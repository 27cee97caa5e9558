//! Those who are called from now on, and have not heard of what historic hooks remember.

use std::any::TypeId;
use std::sync::Arc;

use super::shared::{AnyHub, Shared, State};
use crate::dispatch::BoxFuture;
use crate::error::{HookError, StateError};
use crate::id::PluginId;
use crate::point::HookInfo;
use crate::resolve::Attachment;

/// A plugin, and the points in which it may have missed something.
struct Latecomer {
    points: Vec<(Arc<dyn AnyHub>, Attachment)>,
}

impl Shared {
    /// Tells a plugin of everything that it has missed: of the oldest call first, whichever hooks and points they were of.
    ///
    /// # Errors
    /// The failure at which it stopped. That call is still missed.
    pub(super) fn make_up<'s>(&'s self, id: &'s PluginId) -> BoxFuture<'s, Result<(), HookError>> {
        Box::pin(async move {
            let Some(late) = self.latecomer(id.as_str()) else { return Ok(()) };
            while let Some((hub, attachment, hook)) = late.next(|_| true) {
                if !hub.tell(attachment, hook).await? {
                    break;
                }
            }
            Ok(())
        })
    }

    /// The same, if it is called.
    pub(super) async fn make_up_if_called(&self, id: &PluginId) -> Result<(), HookError> {
        let called = {
            let state = self.state();
            state.roster.find(id.as_str()).is_some_and(|at| state.roster.is_called(at))
        };
        if called { self.make_up(id).await } else { Ok(()) }
    }

    /// Tells a plugin that has arrived of what was remembered meanwhile. A failure has been made known.
    pub(super) async fn make_up_the_rest(&self, id: &PluginId) {
        let _ = self.make_up_if_called(id).await;
    }

    /// Tells a plugin that is about to be enabled of what nobody has to wait for. The asynchronous hooks make up for theirs when
    /// they are called next.
    pub(super) fn make_up_now(&self, id: &str) -> Result<(), StateError> {
        let about_to_be_called = {
            let mut state = self.state();
            let at = state.known(id)?;
            state.would_be_called(at)
        };
        let Some(late) = self.latecomer(id).filter(|_| about_to_be_called) else { return Ok(()) };
        while let Some((hub, attachment, hook)) = late.next(|hook| !hook.is_async()) {
            if !hub.tell_now(attachment, hook).map_err(|source| StateError::Uninformed { source })? {
                break;
            }
        }
        Ok(())
    }

    fn latecomer(&self, id: &str) -> Option<Latecomer> {
        let state = self.state();
        let member = state.roster.at(state.roster.find(id)?);
        let points: Vec<TypeId> = member.extensions.iter().map(|entry| entry.point()).collect();
        let points = points.into_iter().filter_map(|point| {
            let own = member.attachments(point).find(|attachment| !attachment.extension.is_wrapper());
            Some((Arc::clone(state.hubs.get(&point)?), own?))
        });
        Some(Latecomer { points: points.collect() })
    }
}

impl Latecomer {
    /// The oldest call that it has missed of these hooks.
    fn next(&self, which: fn(&HookInfo) -> bool) -> Option<(&dyn AnyHub, &Attachment, usize)> {
        let missed = self.points.iter().filter_map(|(hub, attachment)| {
            let (stamp, hook) = hub.missed(attachment, which)?;
            Some((stamp, (&**hub, attachment, hook)))
        });
        missed.min_by_key(|(stamp, _)| *stamp).map(|(_, next)| next)
    }
}

impl State {
    /// A plugin is on its way in: nobody but whoever takes it in tells it of what it has missed. Its serial number is returned.
    pub(super) fn expect(&self, at: usize) -> u64 {
        let member = self.roster.at(at);
        let hubs = member.extensions.iter().filter_map(|entry| self.hubs.get(&entry.point()));
        hubs.for_each(|hub| hub.expect(member.serial));
        member.serial
    }

    /// It is in, or out again.
    pub(super) fn arrived(&self, serial: u64) {
        self.hubs.values().for_each(|hub| hub.arrived(serial));
    }

    /// Whether a plugin that is disabled is called as soon as it is not.
    fn would_be_called(&mut self, at: usize) -> bool {
        let disabled = std::mem::replace(&mut self.roster.at_mut(at).disabled, false);
        let called = disabled && self.roster.is_called(at);
        self.roster.at_mut(at).disabled = disabled;
        called
    }
}
