//! Everybody whom a manager knows, and what follows from how they hang together. Data behind a lock: nothing here waits,
//! and nothing here calls a plugin.

use std::any::TypeId;
use std::collections::{BTreeSet, HashMap, HashSet};

use super::member::{Life, LifeError, Member, Members};
use crate::dispatch::ExtensionPoint;
use crate::entry::ExtensionEntry;
use crate::error::{DiscoveryError, Ordered, PluginError, ResolutionError, StateError};
use crate::graph;
use crate::id::PluginId;
use crate::identity::Identity;
use crate::point::Facts;
use crate::resolve::{Attachment, Candidate, Edge, contradictions, resolve};
use crate::state::{ErrorPhase, FilterReason, PluginState, Severity};

#[derive(Default)]
pub(super) struct Roster {
    /// In the order in which they are started.
    members: Members,
    by_id: HashMap<PluginId, usize>,
    /// For each point, its extenders.
    extenders: HashMap<TypeId, Vec<usize>>,
    /// For each point, those with a wrapper.
    wrappers: HashMap<TypeId, Vec<usize>>,
    serials: u64,
}

impl Roster {
    pub(super) fn members(&self) -> &Members {
        &self.members
    }

    /// The ids of everybody, in the same order.
    pub(super) fn ids(&self) -> Vec<PluginId> {
        self.members.iter().map(|member| member.id().clone()).collect()
    }

    pub(super) fn find(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    pub(super) fn known(&self, id: &str) -> Result<usize, StateError> {
        self.find(id).ok_or_else(|| StateError::Unknown { id: id.to_owned() })
    }

    pub(super) fn at(&self, at: usize) -> &Member {
        &self.members[at]
    }

    /// For changes that nothing follows from: what is derived is renewed by `settle`.
    pub(super) fn at_mut(&mut self, at: usize) -> &mut Member {
        &mut self.members[at]
    }

    /// Takes in members, and finds out what that means for everybody.
    ///
    /// # Errors
    /// What their `before` and `after` contradict; everybody has been taken in all the same.
    pub(super) fn add(&mut self, members: impl IntoIterator<Item = Box<Member>>) -> Vec<ResolutionError> {
        for mut member in members {
            self.serials += 1;
            member.serial = self.serials;
            self.members.push(member);
        }
        self.settle()
    }

    /// Takes a member out, and finds out what that means for the others.
    pub(super) fn take(&mut self, id: &str) -> Option<Box<Member>> {
        let member = self.members.remove(self.find(id)?);
        self.settle();
        Some(member)
    }

    /// Takes out the last member, if this is the last, and leaves open what that means: where everybody is to go, it would be
    /// found out again for each. [`Roster::settle`] catches up.
    pub(super) fn take_last(&mut self, id: &str) -> Option<Box<Member>> {
        if self.members.last()?.id() != id {
            return self.take(id);
        }
        let member = self.members.pop()?;
        let at = self.members.len();
        self.by_id.remove(member.id());
        for entry in member.extensions.iter() {
            for extenders in [&mut self.extenders, &mut self.wrappers] {
                if let Some(extenders) = extenders.get_mut(&entry.point()) {
                    extenders.pop_if(|last| *last == at);
                }
            }
        }
        for edge in &member.bonds.dependencies {
            if let Some(dependency) = self.members.get_mut(edge.to) {
                dependency.bonds.dependents.retain(|dependent| *dependent != at);
            }
        }
        Some(member)
    }

    /// Works out everything that follows from who is there: order, bonds, who is kept out because of whom.
    pub(super) fn settle(&mut self) -> Vec<ResolutionError> {
        // By id first, so that the order in which members came means nothing, and numbers compare as ids do.
        self.members.sort_by(|one, other| one.id().cmp(other.id()));
        let candidates: Vec<Candidate<'_>> = self.members.iter().map(|member| candidate(member)).collect();
        let resolution = resolve(&candidates, START);
        drop(candidates);

        let mut place = vec![0; self.members.len()];
        for (position, &member) in resolution.order.iter().enumerate() {
            place[member] = position;
        }
        let derived = resolution.ranks.into_iter().zip(resolution.edges).zip(resolution.unmet);
        for (member, ((rank, mut edges), unmet)) in self.members.iter_mut().zip(derived) {
            for edge in &mut edges {
                edge.to = place[edge.to];
            }
            member.bonds.rank = rank;
            member.bonds.dependencies = edges;
            member.bonds.unmet = unmet;
            member.bonds.dependents.clear();
        }
        sort_by_place(&mut self.members, place);
        self.index();
        self.block();
        resolution.contradictions
    }

    fn index(&mut self) {
        self.by_id.clear();
        self.extenders.clear();
        self.wrappers.clear();
        for at in 0..self.members.len() {
            let member = &self.members[at];
            self.by_id.insert(member.id().clone(), at);
            for entry in member.extensions.iter() {
                let extenders = self.extenders.entry(entry.point()).or_default();
                if extenders.last() != Some(&at) {
                    extenders.push(at);
                }
                if entry.ordered == Ordered::Wrappers {
                    self.wrappers.entry(entry.point()).or_default().push(at);
                }
            }
            for needed in 0..member.bonds.dependencies.len() {
                let to = self.members[at].bonds.dependencies[needed].to;
                self.members[to].bonds.dependents.push(at);
            }
        }
    }

    /// Finds out who is kept out, or cannot be started, because of somebody else.
    fn block(&mut self) {
        let gated = self.all(|member| member.refusal.is_some() || !member.bonds.unmet.is_empty());
        let failed = self.all(|member| member.life == Life::Failed);
        if gated.is_empty() && failed.is_empty() {
            for member in &mut self.members {
                (member.bonds.blocked_by, member.bonds.failed_below) = (None, None);
            }
            return;
        }
        let needs = self.needs();
        let blocked = graph::leading_to(&needs, gated);
        let failed = graph::leading_to(&needs, failed);
        for (member, (blocked, failed)) in self.members.iter_mut().zip(blocked.into_iter().zip(failed)) {
            (member.bonds.blocked_by, member.bonds.failed_below) = (blocked, failed);
        }
    }

    fn all(&self, which: impl Fn(&Member) -> bool) -> Vec<usize> {
        (0..self.members.len()).filter(|&at| which(&self.members[at])).collect()
    }

    /// For each member, the dependencies without which it cannot be.
    fn needs(&self) -> Vec<Vec<usize>> {
        let needed =
            |edges: &[Edge]| edges.iter().filter(|edge| !edge.optional).map(|edge| edge.to).collect();
        self.members.iter().map(|member| needed(&member.bonds.dependencies)).collect()
    }

    /// Says that a gate refuses a member, or that it has failed or has not: what that means for those who need it. Those are
    /// returned, and the member itself.
    pub(super) fn change(&mut self, at: usize, change: impl FnOnce(&mut Member)) -> Vec<usize> {
        let trouble = |member: &Member| (member.refusal.is_some(), member.life == Life::Failed);
        let before = trouble(&self.members[at]);
        change(&mut self.members[at]);
        if trouble(&self.members[at]) == before || self.members[at].bonds.dependents.is_empty() {
            return vec![at];
        }
        self.block();
        let mut concerned: Vec<usize> = self.above(at, Needs::Required).into_iter().collect();
        concerned.push(at);
        concerned
    }

    /// Everybody who depends on a member, directly or through others.
    pub(super) fn above(&self, at: usize, needs: Needs) -> BTreeSet<usize> {
        let depends = |dependent: usize, on: usize| {
            let edges = &self.members[dependent].bonds.dependencies;
            edges.iter().any(|edge| edge.to == on && needs.count(*edge))
        };
        reachable(at, |at| {
            let dependents = &self.members[at].bonds.dependents;
            dependents.iter().copied().filter(|&dependent| depends(dependent, at)).collect()
        })
    }

    /// Everybody on whom a member depends, directly or through others.
    pub(super) fn below(&self, at: usize, needs: Needs) -> BTreeSet<usize> {
        reachable(at, |at| {
            let edges = &self.members[at].bonds.dependencies;
            edges.iter().filter(|edge| needs.count(**edge)).map(|edge| edge.to).collect()
        })
    }

    /// Where a member is in its life, as everybody sees it.
    pub(super) fn state(&self, at: usize) -> PluginState {
        let member = &self.members[at];
        if let Some(refusal) = &member.refusal {
            return PluginState::Filtered(refusal.reason);
        }
        let at_rest = matches!(member.life, Life::Awaited | Life::Loaded | Life::Stopped);
        if member.is_gated() || (member.bonds.failed_below.is_some() && at_rest) {
            return PluginState::Filtered(FilterReason::DependencyUnmet);
        }
        match member.life {
            Life::Failed => PluginState::Failed,
            _ if member.disabled => PluginState::Disabled,
            Life::Awaited | Life::Constructing | Life::Loaded => PluginState::Loaded,
            Life::Starting => PluginState::Starting,
            Life::Started => PluginState::Started,
            Life::Stopping | Life::Unloading => PluginState::Stopping,
            Life::Stopped => PluginState::Stopped,
        }
    }

    /// Whether the hooks of a member are called.
    pub(super) fn is_called(&self, at: usize) -> bool {
        let member = &self.members[at];
        // Whoever has been handed over with an instance has one before the host was asked.
        !matches!(member.life, Life::Awaited | Life::Constructing)
            && match self.state(at) {
                PluginState::Started => true,
                PluginState::Loaded | PluginState::Starting => !member.has_to_be_started(),
                _ => false,
            }
    }

    /// The extensions of a point that are called.
    pub(super) fn active(&self, point: TypeId) -> Vec<Attachment> {
        let extenders = self.extenders.get(&point).into_iter().flatten();
        let called = extenders.map(|&at| &self.members[at]).filter(|member| member.called);
        called.flat_map(|member| member.attachments(point)).collect()
    }

    /// Whether there is anybody to call when a hook of a built-in point is called for one member.
    pub(super) fn answers<P: ExtensionPoint + ?Sized>(&self, at: usize, hook: &str) -> bool {
        let point = TypeId::of::<P>();
        let provides = |entry: &ExtensionEntry| {
            entry.facts.hooks.iter().any(|provided| entry.hooks[provided.index].id() == hook)
        };
        self.members[at].implementation(point).is_some_and(provides) || self.wrappers.contains_key(&point)
    }

    /// What a built-in point calls of one member: its implementation, and everybody's wrappers.
    pub(super) fn alone(&self, at: usize, point: TypeId) -> Vec<Attachment> {
        let member = &self.members[at];
        let is_wrapper = |attachment: &Attachment| attachment.extension.is_wrapper();
        let own = member.attachments(point).filter(|attachment| !is_wrapper(attachment));
        let wrappers = self.wrappers.get(&point).into_iter().flatten();
        let called = wrappers.map(|&at| &self.members[at]).filter(|member| member.called);
        own.chain(called.flat_map(|member| member.attachments(point).filter(is_wrapper))).collect()
    }

    /// What contradicts itself in the call orders of the points that these members extend.
    pub(super) fn quarrels(&self, points: impl IntoIterator<Item = TypeId>) -> Vec<ResolutionError> {
        let points: HashSet<TypeId> = points.into_iter().collect();
        let mut quarrels = Vec::new();
        for point in points {
            let extenders = self.extenders.get(&point).into_iter().flatten();
            let members = extenders.map(|&at| &self.members[at]).filter(|member| !member.is_gated());
            let extensions: Vec<_> = members
                .flat_map(|member| {
                    let of_point = member.extensions.iter().filter(|entry| entry.point() == point);
                    of_point.map(|entry| member.extension(entry))
                })
                .collect();
            quarrels.extend(contradictions(&extensions));
        }
        // Points are kept by type, which has no order that means anything.
        quarrels.sort_by_cached_key(ToString::to_string);
        quarrels
    }

    /// Everybody whom a gate keeps out, their own or that of one they need.
    pub(super) fn gated(&self) -> BTreeSet<PluginId> {
        let gated = self.members.iter().filter(|member| member.is_gated());
        gated.map(|member| member.id().clone()).collect()
    }

    /// Every point that somebody extends.
    pub(super) fn points(&self) -> impl Iterator<Item = TypeId> + use<'_> {
        self.extenders.keys().copied()
    }

    /// Why a member is not there for others, step by step: whose fault, and what it is.
    pub(super) fn chain(&self, at: usize) -> Vec<(PluginId, String)> {
        let told = |at: usize| self.reason(at).map(|reason| (self.members[at].id().clone(), reason));
        self.links(at).into_iter().filter_map(told).collect()
    }

    /// The members of that chain.
    fn links(&self, at: usize) -> Vec<usize> {
        std::iter::successors(Some(at), |&at| self.members[at].leads_to()).collect()
    }

    /// What is wrong with a member.
    fn reason(&self, at: usize) -> Option<String> {
        let member = &self.members[at];
        if let Some(dependency) = member.leads_to() {
            return Some(format!("needs {}", self.members[dependency].id()));
        }
        if let Some(refusal) = &member.refusal {
            return Some(brief(refusal.reason, refusal.error.as_ref()));
        }
        if !member.bonds.unmet.is_empty() {
            let unmet: Vec<String> = member.bonds.unmet.iter().map(ResolutionError::brief).collect();
            return Some(unmet.join("; "));
        }
        let failure = member.failure.as_ref().filter(|_| member.life == Life::Failed);
        failure.map(self::failure)
    }

    /// The chain as one text, without the plugin that it begins with. Of a long one, both ends are told.
    pub(super) fn why(&self, at: usize) -> String {
        let links = self.links(at);
        let told =
            |links: &[usize]| -> Vec<String> { links.iter().filter_map(|&at| self.reason(at)).collect() };
        if links.len() <= LONG {
            return told(&links).join(": ");
        }
        let (first, rest) = links.split_at(LONG - 1);
        let last = &links[links.len() - 1..];
        format!("{}: (and {} more): {}", told(first).join(": "), rest.len() - 1, told(last).join(": "))
    }

    /// Everything that is wrong with a member, or was warned about.
    pub(super) fn errors(&self, at: usize) -> Vec<DiscoveryError> {
        let member = &self.members[at];
        if member.refusal.as_ref().is_some_and(|refusal| refusal.error.is_none()) {
            // The host does not want it, and need not hear what else is wrong with it.
            return Vec::new();
        }
        let error = |phase, error: PluginError| {
            DiscoveryError::new(member.id().clone(), phase, Severity::Error, error)
        };
        let mut errors = member.warnings.clone();
        errors.extend(member.refusal.as_ref().and_then(|refusal| refusal.error.clone()));
        let unmet = member.bonds.unmet.iter().cloned();
        errors.extend(unmet.map(|unmet| error(ErrorPhase::DependencyCheck, unmet.into())));
        let unmet = self.state(at) == PluginState::Filtered(FilterReason::DependencyUnmet);
        if let Some(below) = member.bonds.blocked_by.or(member.bonds.failed_below).filter(|_| unmet) {
            let unavailable = ResolutionError::DependencyUnavailable {
                plugin: member.id().clone(),
                dependency: self.members[below].id().clone(),
                why: self.why(below),
            };
            errors.push(error(ErrorPhase::DependencyCheck, unavailable.into()));
        }
        if let Some(failure) = member.failure.clone() {
            errors.push(error(ErrorPhase::Activation, failure.into()));
        }
        errors
    }

    /// That a gate keeps this member out.
    pub(super) fn filtered(&self, at: usize) -> Option<StateError> {
        match self.state(at) {
            PluginState::Filtered(reason) if self.members[at].is_gated() => {
                Some(StateError::Filtered { id: self.members[at].id().clone(), reason, why: self.why(at) })
            }
            _ => None,
        }
    }

    /// Empties it, those who depend on others first.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = Box<Member>> + use<> {
        let members = std::mem::take(&mut self.members);
        *self = Roster::default();
        members.into_iter().rev()
    }
}

/// Which dependencies count.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    All,
    Required,
}

impl Needs {
    fn count(self, edge: Edge) -> bool {
        self == Needs::All || !edge.optional
    }
}

/// How many steps of a chain of reasons are told in a text.
const LONG: usize = 12;

/// The id under which contradictions in the order of starting are reported.
const START: &str = "lifecycle.start";

fn candidate(member: &Member) -> Candidate<'_> {
    let identity: &Identity = &member.identity;
    let refused = member.refusal.is_some();
    match member.lifecycle() {
        Some(Facts { priority, before, after, .. }) => {
            Candidate { identity, refused, priority: *priority, before, after }
        }
        None => Candidate { identity, refused, priority: 0, before: &[], after: &[] },
    }
}

pub(super) fn brief(reason: FilterReason, error: Option<&DiscoveryError>) -> String {
    match (reason, error.map(DiscoveryError::error)) {
        (FilterReason::NotEnabled, _) => "not enabled".to_owned(),
        (FilterReason::Disabled, _) => "disabled by the host".to_owned(),
        (_, Some(PluginError::Load(error))) => error.brief(),
        (_, Some(error)) => error.to_string(),
        (reason, None) => reason.to_string(),
    }
}

fn failure(failure: &LifeError) -> String {
    match failure {
        LifeError::Start(error) => error.brief(),
        LifeError::Stop(error) => error.brief(),
    }
}

/// Everything that can be reached from somewhere, but for that itself.
fn reachable(from: usize, next: impl Fn(usize) -> Vec<usize>) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut path = vec![from];
    while let Some(at) = path.pop() {
        path.extend(next(at).into_iter().filter(|&next| found.insert(next)));
    }
    found.remove(&from);
    found
}

/// Puts each member where `place` says.
fn sort_by_place(members: &mut Members, place: Vec<usize>) {
    let mut placed: Vec<(usize, Box<Member>)> = place.into_iter().zip(members.drain(..)).collect();
    placed.sort_unstable_by_key(|(place, _)| *place);
    members.extend(placed.into_iter().map(|(_, member)| member));
}
