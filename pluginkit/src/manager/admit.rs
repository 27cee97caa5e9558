//! How plugins come in: past the gates, to an instance. Everything here that is a plugin's or the host's code runs without a
//! lock.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::descriptor::PluginDescriptor;
use super::events::PluginEvent;
use super::member::{Life, Member};
use super::shared::{Epoch, Shared, State};
#[cfg(feature = "config")]
use crate::config::ConfigSnapshot;
use crate::dispatch::{catch, discard, message};
use crate::enclosing;
use crate::entry::ExtensionEntry;
use crate::error::{DiscoveryError, LoadError, PluginError, ResolutionError, StateError};
use crate::id::PluginId;
use crate::identity::Identity;
use crate::plugin::{AnyPlugin, PluginEntry};
use crate::registry::linked;
use crate::resolve::{Refusal, examine};
use crate::state::{ErrorPhase, FilterReason, PluginState, Severity, Source};

/// The linked extensions of each plugin type.
pub(super) struct Extensions(HashMap<TypeId, Arc<[&'static ExtensionEntry]>>);

impl Extensions {
    /// Gathered once: what is linked does not change.
    pub(super) fn linked() -> &'static Self {
        static LINKED: OnceLock<Extensions> = OnceLock::new();
        LINKED.get_or_init(Extensions::gather)
    }

    fn gather() -> Self {
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
            self.change(State::settle);
        }
    }

    /// Whether there is an instance now.
    fn admit(&self, id: &PluginId) -> bool {
        let Some((descriptor, maker)) = self.prepare(id) else { return false };
        let made = enclosing::within(self.frame(id), || {
            match descriptor.map_or(Ok(()), |descriptor| self.settings.pre_activate(&descriptor)) {
                Ok(()) => maker.instance(),
                Err(refusal) => {
                    discard(maker);
                    Err(refusal)
                }
            }
        });
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
        let make = Make {
            entry: member.entry,
            id: id.clone(),
            instance: member.instance.take(),
            #[cfg(feature = "config")]
            config: self.kept.snapshot(),
        };
        Some((descriptor, make))
    }

    /// Takes in a plugin while the manager is in use, wholly or not at all; and makes instances of those who waited for it. Who
    /// did is returned, with or without an instance; and whether everybody else is started, which is as it was at that moment.
    pub(super) fn take_in(
        &self,
        entry: PluginEntry,
        identity: Identity,
        instance: AnyPlugin,
    ) -> Result<TakenIn, PluginError> {
        let id = identity.id.clone();
        #[cfg(feature = "config")]
        self.check_config(entry, &id)?;
        let member = self.member(
            entry,
            Arc::new(identity),
            Source::Registered,
            Some(instance),
            Extensions::linked().of(entry),
        );
        let taken_in = self.try_take_in(&id, member)?;
        #[cfg(feature = "config")]
        self.keep_config(entry, &id);
        self.admit_all();
        Ok(taken_in)
    }

    fn try_take_in(&self, id: &PluginId, member: Box<Member>) -> Result<TakenIn, PluginError> {
        let mut newcomer = Newcomer(Some(member));
        let _reservation = self.rehearse(id, newcomer.0.as_mut())?;
        let asked =
            newcomer.0.as_ref().map(|member| PluginDescriptor::new(&member.identity, PluginState::Loaded));
        if let Some(Err(refusal)) = asked.map(|descriptor| self.settings.pre_activate(&descriptor)) {
            return Err(refused(id, refusal));
        }
        let Some(mut member) = newcomer.0.take() else { unreachable!("nobody else takes it") };
        member.pass_to(Life::Loaded);
        let taken_in = self.change(|state, bus| {
            let taken_in = state.insert(id, member);
            if taken_in.is_ok() {
                bus.push(PluginEvent::Registered { plugin: id.clone() });
            }
            state.publish_all(bus);
            taken_in
        });
        taken_in.map_err(|(error, member)| {
            newcomer.0 = Some(member);
            error
        })
    }

    /// Reserves the id, and finds out whether the host need be asked at all.
    fn rehearse<'s>(
        &'s self,
        id: &PluginId,
        member: Option<&mut Box<Member>>,
    ) -> Result<Reservation<'s>, PluginError> {
        let Some(member) = member else { unreachable!("it has not been taken in yet") };
        if let Some(refusal) = member.refusal.take() {
            return Err(refused(id, refusal));
        }
        let mut state = self.state();
        state.free(id, member)?;
        if state.registering.contains(id) {
            return Err(StateError::Registering { id: id.clone() }.into());
        }
        // Whoever does not fit is not shown to the host. Where nobody wants to see, it is found out only once.
        if !self.settings.pre_activate.is_empty() {
            PluginError::all(state.unmet(member))?;
        }
        state.registering.insert(id.clone());
        Ok(Reservation { shared: self, id: id.clone() })
    }
}

/// A plugin that has been taken in.
pub(super) struct TakenIn {
    /// Its own.
    pub(super) serial: u64,
    /// Those who are no longer kept out.
    pub(super) woken: Vec<PluginId>,
    /// The epoch in which everybody is started; `None` where they are not.
    pub(super) running: Option<Epoch>,
}

/// Keeps an id for one who is on the way in.
struct Reservation<'s> {
    shared: &'s Shared,
    id: PluginId,
}

impl Drop for Reservation<'_> {
    fn drop(&mut self) {
        self.shared.state().registering.remove(&self.id);
    }
}

/// One who is on the way in, and is let go of where that fails.
struct Newcomer(Option<Box<Member>>);

impl Drop for Newcomer {
    fn drop(&mut self) {
        if let Some(member) = self.0.take() {
            member.dismantle();
        }
    }
}

impl State {
    /// Whether nobody has the id yet.
    fn free(&self, id: &PluginId, member: &Member) -> Result<(), LoadError> {
        let Some(at) = self.roster.find(id) else { return Ok(()) };
        let origins = Box::new([self.roster.at(at).entry.origin(), member.entry.origin()]);
        Err(LoadError::DuplicateId { id: id.clone(), origins })
    }

    /// What would be wrong with the dependencies of a plugin that is not there yet.
    fn unmet(&mut self, member: &Member) -> Vec<PluginError> {
        let probe = Member::new(member.entry, Arc::clone(&member.identity), member.source, Arc::default());
        self.roster.add([probe]);
        let errors = self.roster.find(member.id().as_str()).map(|at| self.roster.errors(at));
        drop(self.roster.take(member.id().as_str()));
        errors.unwrap_or_default().into_iter().map(PluginError::from).collect()
    }

    /// Takes a member in, unless it does not fit; then it is given back.
    fn insert(&mut self, id: &PluginId, member: Box<Member>) -> Result<TakenIn, (PluginError, Box<Member>)> {
        if let Err(taken) = self.free(id, &member) {
            return Err((taken.into(), member));
        }
        let before = self.roster.gated();
        let contradictions = self.roster.add([member]);
        let after = self.roster.gated();
        let woken: Vec<PluginId> = before.difference(&after).cloned().collect();
        match PluginError::all(self.misfits(id, contradictions, &woken, after.difference(&before))) {
            Ok(()) => {
                let serial = self.roster.find(id).map(|at| self.expect(at)).unwrap_or_default();
                Ok(TakenIn { serial, woken, running: self.running.then_some(self.epoch) })
            }
            Err(error) => {
                let Some(member) = self.roster.take(id) else { unreachable!("it has just been added") };
                Err((error, member))
            }
        }
    }

    /// What a newcomer brings with it that cannot be.
    fn misfits<'a>(
        &self,
        id: &'a PluginId,
        contradictions: Vec<ResolutionError>,
        woken: &'a [PluginId],
        kept_out: impl Iterator<Item = &'a PluginId>,
    ) -> Vec<PluginError> {
        let come = woken.iter().chain([id]).filter_map(|id| self.roster.find(id));
        let extensions = come.flat_map(|at| self.roster.at(at).extensions.iter());
        let quarrels = self.roster.quarrels(extensions.map(|entry| entry.point()));
        let mut errors: Vec<PluginError> =
            contradictions.into_iter().chain(quarrels).map(PluginError::from).collect();
        // It may be kept out itself, or be what others cannot live with.
        let found = kept_out.filter_map(|id| self.roster.find(id)).flat_map(|at| self.roster.errors(at));
        errors.extend(found.filter(is_error).map(PluginError::from));
        errors
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
    #[cfg(feature = "config")]
    config: ConfigSnapshot,
}

impl Make {
    fn instance(self) -> Result<AnyPlugin, Refusal> {
        if let Some(instance) = self.instance {
            return Ok(instance);
        }
        let made = self.make();
        made.map_err(|error| {
            let error = DiscoveryError::new(self.id, ErrorPhase::Activation, Severity::Error, error);
            Refusal { reason: FilterReason::LoadFailed, error: Some(error) }
        })
    }

    /// Of its configuration, or by its `Default`.
    fn make(&self) -> Result<AnyPlugin, PluginError> {
        let panicked = |payload| LoadError::Panicked { id: self.id.clone(), message: message(payload) };
        #[cfg(feature = "config")]
        if let Some(configured) = self.entry.configured() {
            let made = catch(|| configured.construct(&self.config, &self.id));
            return Ok(made.map_err(panicked)??);
        }
        let (id, origin) = (self.id.clone(), self.entry.origin());
        let construct = self.entry.construct().ok_or(LoadError::NeedsInstance { id, origin })?;
        Ok(catch(construct).map_err(panicked)?)
    }
}
