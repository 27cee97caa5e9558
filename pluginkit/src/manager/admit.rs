//! How plugins come in: past the gates, to an instance. Everything here that is a plugin's or the host's code runs without a
//! lock.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::Arc;

use super::descriptor::PluginDescriptor;
use super::events::PluginEvent;
use super::member::{Life, Member};
use super::shared::{Shared, State};
use crate::dispatch::{catch, message};
use crate::error::{DiscoveryError, LoadError, PluginError, StateError};
use crate::id::PluginId;
use crate::identity::Identity;
use crate::plugin::{AnyPlugin, PluginEntry};
use crate::point::ExtensionEntry;
use crate::registry::linked;
use crate::resolve::{Refusal, examine};
use crate::state::{ErrorPhase, FilterReason, PluginState, Severity, Source};

/// The linked extensions of each plugin type.
pub(super) struct Extensions(HashMap<TypeId, Arc<[&'static ExtensionEntry]>>);

impl Extensions {
    pub(super) fn linked() -> Self {
        let mut extensions: HashMap<TypeId, Vec<&'static ExtensionEntry>> = HashMap::new();
        for entry in linked::extensions() {
            extensions.entry(entry.plugin()).or_default().push(entry);
        }
        Extensions(extensions.into_iter().map(|(plugin, extensions)| (plugin, extensions.into())).collect())
    }

    pub(super) fn of(&self, entry: PluginEntry) -> Arc<[&'static ExtensionEntry]> {
        self.0.get(&entry.type_id()).cloned().unwrap_or_default()
    }
}

impl Shared {
    /// A plugin that has been to the gates which need nothing but its identity.
    pub(super) fn member(
        &self,
        entry: PluginEntry,
        identity: Arc<Identity>,
        source: Source,
        instance: Option<AnyPlugin>,
        extensions: Arc<[&'static ExtensionEntry]>,
    ) -> Box<Member> {
        let (refusal, warnings) = examine(&identity, &self.settings.host);
        for warning in &warnings {
            tracing::warn!(plugin = %identity.id, %warning, "plugin taken in all the same");
        }
        let mut member = Member::new(entry, identity, source, extensions);
        (member.refusal, member.warnings, member.instance) = (refusal, warnings, instance);
        member
    }

    /// Makes an instance of everybody who has none and whom no gate keeps out, dependencies first.
    pub(super) fn admit_all(&self) {
        loop {
            let awaited: Vec<PluginId> = {
                let state = self.state();
                let members = state.roster.members().iter();
                let awaited = members.filter(|member| member.life == Life::Awaited && !member.is_gated());
                awaited.map(|member| member.id().clone()).collect()
            };
            let admitted = awaited.iter().filter(|id| self.admit(id)).count();
            if admitted == awaited.len() {
                return;
            }
            // Others may do without those who have been refused. Refusals only grow, so this ends.
            self.change(|state, bus| {
                state.roster.settle();
                state.publish_all(bus);
            });
        }
    }

    /// Whether there is an instance now.
    fn admit(&self, id: &PluginId) -> bool {
        let Some((descriptor, maker)) = self.prepare(id) else { return false };
        let asked = descriptor.map_or(Ok(()), |descriptor| self.settings.pre_activate(&descriptor));
        let made = asked.and_then(|()| maker.instance());
        self.change(|state, bus| {
            let Some(at) = state.roster.find(id.as_str()) else { return false };
            let admitted = made.is_ok();
            state.update(at, bus, |member| match made {
                Ok(instance) => {
                    member.instance = Some(instance);
                    member.pass_to(Life::Loaded);
                }
                Err(refusal) => {
                    member.life = Life::Awaited;
                    member.refusal = Some(refusal);
                }
            });
            admitted
        })
    }

    /// What is needed to make an instance, unless a gate has been shut in the meantime. The host is shown a descriptor only if
    /// it wants to see one.
    fn prepare(&self, id: &PluginId) -> Option<(Option<PluginDescriptor>, Make)> {
        let mut state = self.state();
        let at = state.roster.find(id.as_str())?;
        let member = state.roster.at_mut(at);
        if member.life != Life::Awaited || member.is_gated() {
            return None;
        }
        member.life = Life::Constructing;
        let asks = !self.settings.pre_activate.is_empty();
        let descriptor = asks.then(|| PluginDescriptor::new(&member.identity, PluginState::Loaded));
        Some((descriptor, Make { entry: member.entry, id: id.clone(), instance: member.instance.take() }))
    }

    /// Takes in a plugin while the manager is in use, wholly or not at all; and makes instances of those who waited for it. Who
    /// did is returned, with or without an instance.
    pub(super) fn take_in(
        &self,
        entry: PluginEntry,
        identity: Identity,
        instance: AnyPlugin,
    ) -> Result<Vec<PluginId>, PluginError> {
        let id = identity.id.clone();
        let member = self.member(
            entry,
            Arc::new(identity),
            Source::Registered,
            Some(instance),
            Extensions::linked().of(entry),
        );
        let result = self.try_take_in(&id, member);
        self.state().registering.remove(&id);
        let woken = result?;
        self.admit_all();
        Ok(woken)
    }

    fn try_take_in(&self, id: &PluginId, mut member: Box<Member>) -> Result<Vec<PluginId>, PluginError> {
        if let Some(refusal) = member.refusal.take() {
            return Err(refused(id, refusal));
        }
        self.rehearse(id, &member)?;
        self.settings
            .pre_activate(&PluginDescriptor::new(&member.identity, PluginState::Loaded))
            .map_err(|refusal| refused(id, refusal))?;
        member.pass_to(Life::Loaded);
        let taken_in = self.change(|state, bus| {
            let taken_in = state.insert(id, member);
            if taken_in.is_ok() {
                bus.push(PluginEvent::Registered { plugin: id.clone() });
            }
            state.publish_all(bus);
            taken_in
        });
        match taken_in {
            Ok(woken) => Ok(woken),
            Err((errors, member)) => {
                member.dismantle();
                PluginError::all(errors).map(|()| Vec::new())
            }
        }
    }

    /// Reserves the id, and finds out whether the host need be asked at all.
    fn rehearse(&self, id: &PluginId, member: &Member) -> Result<(), PluginError> {
        let mut state = self.state();
        if let Some(at) = state.roster.find(id.as_str()) {
            let origins = Box::new([state.roster.at(at).entry.origin(), member.entry.origin()]);
            return Err(LoadError::DuplicateId { id: id.clone(), origins }.into());
        }
        if state.registering.contains(id) {
            return Err(StateError::Registering { id: id.clone() }.into());
        }
        // Whoever does not fit is not shown to the host. Where nobody wants to see, it is found out only once.
        if !self.settings.pre_activate.is_empty() {
            PluginError::all(state.unmet(member))?;
        }
        state.registering.insert(id.clone());
        Ok(())
    }
}

impl State {
    /// What would be wrong with the dependencies of a plugin that is not there yet.
    fn unmet(&mut self, member: &Member) -> Vec<PluginError> {
        let probe = Member::new(member.entry, Arc::clone(&member.identity), member.source, Arc::default());
        self.roster.add([probe]);
        let errors = self.roster.find(member.id().as_str()).map(|at| self.roster.errors(at));
        drop(self.roster.take(member.id().as_str()));
        errors.unwrap_or_default().into_iter().map(PluginError::from).collect()
    }

    /// Takes a member in, unless it does not fit; then it is given back. Who is no longer kept out is returned.
    fn insert(
        &mut self,
        id: &PluginId,
        member: Box<Member>,
    ) -> Result<Vec<PluginId>, (Vec<PluginError>, Box<Member>)> {
        let points: Vec<TypeId> = member.extensions.iter().map(|entry| entry.point()).collect();
        let before = self.roster.gated();
        let contradictions = self.roster.add([member]);
        let after = self.roster.gated();
        let mut errors: Vec<PluginError> = contradictions.into_iter().map(PluginError::from).collect();
        errors.extend(self.roster.quarrels(points).into_iter().map(PluginError::from));
        // A newcomer may be what others cannot live with.
        let newly: Vec<usize> = after.difference(&before).filter_map(|id| self.roster.find(id)).collect();
        let found = newly.into_iter().flat_map(|at| self.roster.errors(at));
        errors.extend(found.filter(is_error).map(PluginError::from));
        if errors.is_empty() {
            return Ok(before.difference(&after).cloned().collect());
        }
        let member = self.roster.take(id.as_str()).expect("it has just been added");
        Err((errors, member))
    }
}

fn is_error(error: &DiscoveryError) -> bool {
    error.severity() == Severity::Error
}

fn refused(id: &PluginId, refusal: Refusal) -> PluginError {
    let Refusal { reason, error } = refusal;
    if let Some(error) = error {
        return error.into();
    }
    let why = super::roster::brief(reason, None);
    StateError::Filtered { id: id.clone(), reason, why }.into()
}

/// How to come by an instance.
struct Make {
    entry: PluginEntry,
    id: PluginId,
    /// The one that was handed over.
    instance: Option<AnyPlugin>,
}

impl Make {
    fn instance(self) -> Result<AnyPlugin, Refusal> {
        if let Some(instance) = self.instance {
            return Ok(instance);
        }
        let (id, origin) = (self.id.clone(), self.entry.origin());
        let construct = self.entry.construct().ok_or(LoadError::NeedsInstance { id: id.clone(), origin });
        let made = construct.and_then(|construct| {
            catch(construct).map_err(|payload| LoadError::Panicked { id, message: message(payload) })
        });
        made.map_err(|error| {
            let error = DiscoveryError::new(self.id, ErrorPhase::Activation, Severity::Error, error);
            Refusal { reason: FilterReason::LoadFailed, error: Some(error) }
        })
    }
}
