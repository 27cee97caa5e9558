//! Handing a plugin its own failures.

use std::any::TypeId;

use super::member::Scope;
use super::shared::Shared;
use crate::builtin::ErrorHook;
use crate::dispatch::{NOBODY, run_soon};
use crate::enclosing::{Activity, Enclosed, Frame};
use crate::entry::Owner;
use crate::error::HookError;
use crate::id::PluginId;

impl Shared {
    /// Calls the `on_error` of the plugin that failed, if it has one.
    pub(super) fn on_error(&self, error: &HookError) {
        let prepared = {
            let state = self.state();
            state.roster.find(error.plugin()).and_then(|at| {
                let member = state.roster.at(at);
                member.implementation(TypeId::of::<dyn ErrorHook>())?;
                let caller = self.lone_caller::<dyn ErrorHook>(&state, at)?;
                Some((caller.isolated(), self.context(member, Scope::Loaded)))
            })
        };
        let Some((caller, context)) = prepared else { return };
        let frame =
            Frame { manager: self.address(), plugin: context.id().clone(), activity: Activity::OnError };
        let error = error.clone();
        let call = Box::pin(async move { caller.on_error(&context, &error).await });
        run_soon(Enclosed::apart(frame, call));
    }

    /// A plugin, as those see it who make its failures known.
    pub(super) fn owner(&self, id: &PluginId) -> Owner {
        Owner { id: id.clone(), serial: NOBODY, listener: self.listener() }
    }
}
