//! A plugin from all sides, for operators and tools.

use std::any::TypeId;
use std::collections::HashMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::descriptor::PluginDescriptor;
use super::discovery::DiscoveryResult;
use super::member::Member;
use super::policies::Policies;
use super::roster::Roster;
use super::shared::{Shared, State};
use crate::builtin::is_called_alone;
use crate::entry::ExtensionEntry;
use crate::error::{DiscoveryError, LoadError, Ordered};
use crate::id::PluginId;
use crate::identity::PluginMetadata;
use crate::plugin::PluginEntry;
use crate::policy::{HookPolicy, HookState};
use crate::registry::linked;
use crate::resolve::{Reason, arrange};
use crate::state::{ErrorPhase, FilterReason, HealthStatus, PluginState, Severity, Source};

/// Everything that a manager knows about a plugin, as it was when it was asked.
///
/// ```
/// use pluginkit::prelude::*;
///
/// #[extension_point]
/// trait Feed {
///     fn fetch(&self) -> String;
/// }
///
/// #[plugin(id = "weather", version = "1.0.0", listed)]
/// #[derive(Default)]
/// struct Weather;
///
/// #[extension(priority = 10)]
/// impl Feed for Weather {
///     fn fetch(&self) -> String { "fog".into() }
/// }
///
/// let plugins = PluginManager::builder().plugin::<Weather>().build()?;
/// let weather = plugins.inspect("weather").unwrap();
/// assert_eq!((weather.hooks[0].hook.as_str(), weather.hooks[0].position), ("feed.fetch", Some(0)));
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PluginInspection {
    /// Identity, state, times, failure.
    #[serde(flatten)]
    pub descriptor: PluginDescriptor,
    /// What it depends on.
    pub dependencies: Vec<DependencyInspection>,
    /// Who depends on it.
    pub dependents: Vec<PluginId>,
    /// What it extends.
    pub hooks: Vec<HookInspection>,
    /// How it was when [`health`](crate::PluginManager::health) last asked.
    pub health: HealthStatus,
    /// Where the manager has it from.
    pub source: Source,
    /// Where its type is declared.
    pub origin: String,
    /// Why it is as it is.
    pub explanation: PluginExplanation,
    /// What it is configured with; `None` where it has no `config`, and where it was kept out before that was read.
    #[cfg(feature = "config")]
    #[serde(default)]
    pub config: Option<ConfigInspection>,
    /// The paths of its routes, as a client asks for them, in every router that
    /// [`PluginManager::router`](crate::PluginManager::router) or a [`Mount`](crate::routes::Mount) made and that is still there:
    /// `/api/weather/{day}`. `/api/weather/*` where only the prefix is known.
    #[cfg(web)]
    #[serde(default)]
    pub routes: Vec<String>,
}

/// What an inspected plugin is configured with.
///
/// ```
/// # let plugins = pluginkit::PluginManager::builder().build()?;
/// for config in plugins.inspections().into_iter().filter_map(|plugin| plugin.config) {
///     config.values.iter().for_each(|value| println!("{value}"));
/// }
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[cfg(feature = "config")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ConfigInspection {
    /// Each value in its section, by path. What its type has by default does not stand there.
    pub values: Vec<crate::config::ConfigValue>,
    /// When its section was last changed while the manager was running, whether it was told or not.
    pub last_change: Option<std::time::SystemTime>,
}

/// A dependency of an inspected plugin.
///
/// ```
/// # let plugins = pluginkit::PluginManager::builder().build()?;
/// let unmet = plugins.inspections().iter().flat_map(|plugin| &plugin.dependencies).filter(|needed| !needed.met).count();
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DependencyInspection {
    /// On whom.
    pub id: PluginId,
    /// In which versions.
    pub requirement: String,
    /// Whether it may be absent.
    pub optional: bool,
    /// The version that is there.
    pub found: Option<String>,
    /// Whether it is there in the right version, and available.
    pub met: bool,
}

/// A hook that an inspected plugin provides.
///
/// ```
/// # let plugins = pluginkit::PluginManager::builder().build()?;
/// let wrappers = plugins.inspections().iter().flat_map(|plugin| &plugin.hooks).filter(|hook| hook.wrapper).count();
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HookInspection {
    /// Its id, such as `feed.fetch`.
    pub hook: String,
    /// Whether it wraps the implementations of others.
    pub wrapper: bool,
    /// Its priority.
    pub priority: i32,
    /// Its place in the call order, from 0; `None` while it is not called, and for hooks that are called of one plugin at a time
    /// (those of `Lifecycle`, `Health`, `ErrorHook`, `ConfigChanged`, `Migrations` and `Routes`).
    pub position: Option<usize>,
    /// Why it has that place.
    pub reason: Option<Reason>,
    /// What is asked of its calls: what the extension says, its point, and the manager.
    pub policy: HookPolicy,
    /// Whether it is called, as far as that goes. In `position`, one that is shed keeps its place.
    pub state: HookState,
    /// How many of its calls were slow.
    pub slow_calls: u64,
}

/// Why a plugin is called, or is not.
///
/// ```
/// use pluginkit::prelude::*;
///
/// #[plugin(id = "weather", version = "1.0.0", depends_on("geo"), listed)]
/// #[derive(Default)]
/// struct Weather;
///
/// let plugins = PluginManager::builder().plugin::<Weather>().build()?;
/// assert_eq!(plugins.explain("weather").unwrap().to_string(), "weather: needs geo, which is not there");
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PluginExplanation {
    /// Whom it is about.
    pub plugin: PluginId,
    /// Where that one is in its life.
    pub state: PluginState,
    /// Why it is not there for others, step by step down to where that begins; or, as the only step, how it is called.
    pub chain: Vec<Step>,
}

/// A step of an explanation.
///
/// ```
/// # let plugins = pluginkit::PluginManager::builder().build()?;
/// if let Some(explanation) = plugins.explain("weather") {
///     for step in explanation.chain {
///         println!("{} {}", step.plugin, step.reason);
///     }
/// }
/// # Ok::<(), pluginkit::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Step {
    /// With whom.
    pub plugin: PluginId,
    /// What it is.
    pub reason: String,
}

impl fmt::Display for PluginExplanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.plugin.fmt(f)?;
        self.chain.iter().try_for_each(|step| write!(f, ": {}", step.reason))
    }
}

impl Shared {
    pub(super) fn descriptor(&self, id: &str) -> Option<PluginDescriptor> {
        self.state().descriptor(id)
    }

    pub(super) fn discovery(&self) -> DiscoveryResult {
        self.state().discovery()
    }

    pub(super) fn inspect(&self, id: &str) -> Option<PluginInspection> {
        let state = self.state();
        let at = state.roster.find(id)?;
        let inspection = state.roster.inspect(at, &self.policies, &mut Places::default());
        drop(state);
        Some(self.completed(inspection))
    }

    pub(super) fn explain(&self, id: &str) -> Option<PluginExplanation> {
        let state = self.state();
        match state.roster.find(id) {
            Some(at) => Some(state.roster.explain(at)),
            None => state.descriptor(id).map(|absent| PluginExplanation {
                plugin: absent.id.clone(),
                state: absent.state,
                chain: vec![Step { plugin: absent.id, reason: absent.failure.unwrap_or_default() }],
            }),
        }
    }

    pub(super) fn inspections(&self) -> Vec<PluginInspection> {
        let state = self.state();
        let mut places = Places::default();
        let everybody = 0..state.roster.members().len();
        let inspections: Vec<PluginInspection> =
            everybody.map(|at| state.roster.inspect(at, &self.policies, &mut places)).collect();
        drop(state);
        inspections.into_iter().map(|inspection| self.completed(inspection)).collect()
    }

    /// With what is looked at without a lock: its configuration, its routes.
    #[cfg_attr(not(any(feature = "config", web)), expect(clippy::unused_self, reason = "there is neither"))]
    fn completed(&self, inspection: PluginInspection) -> PluginInspection {
        #[cfg(feature = "config")]
        let inspection =
            PluginInspection { config: self.kept.inspection(inspection.descriptor.id()), ..inspection };
        #[cfg(web)]
        let inspection =
            PluginInspection { routes: self.mounts.paths(inspection.descriptor.id()), ..inspection };
        inspection
    }

    /// Everything that is linked or known, by id.
    pub(super) fn available(&self) -> Vec<PluginEntry> {
        let known: Vec<PluginEntry> =
            self.state().roster.members().iter().map(|member| member.entry).collect();
        available(known)
    }
}

/// These, and everything that is linked, each type once.
pub(super) fn available(known: Vec<PluginEntry>) -> Vec<PluginEntry> {
    let mut all: Vec<PluginEntry> = known.into_iter().chain(linked::plugins().copied()).collect();
    all.sort_by_key(|entry| (entry.id(), entry.type_id()));
    all.dedup_by_key(|entry| entry.type_id());
    all
}

impl State {
    fn descriptor(&self, id: &str) -> Option<PluginDescriptor> {
        match self.roster.find(id) {
            Some(at) => Some(self.roster.descriptor(at)),
            None => self.undiscovered.iter().find(|absent| **absent == *id).map(undiscovered),
        }
    }

    pub(super) fn discovery(&self) -> DiscoveryResult {
        let everybody = 0..self.roster.members().len();
        let known = self.roster.ids();
        let absent = self.undiscovered.iter().filter(|absent| self.roster.find(absent.as_str()).is_none());
        let mut errors: Vec<DiscoveryError> =
            absent.clone().map(|absent| not_discovered(absent, known.clone())).collect();
        errors.extend(everybody.clone().flat_map(|at| self.roster.errors(at)));
        let states = everybody.map(|at| self.roster.descriptor(at)).chain(absent.map(undiscovered));
        DiscoveryResult { states: states.collect(), errors }
    }
}

/// Somebody whom the host enables and who is not there.
fn undiscovered(id: &PluginId) -> PluginDescriptor {
    PluginDescriptor {
        id: id.clone(),
        version: String::new(),
        metadata: PluginMetadata::default(),
        state: PluginState::Filtered(FilterReason::NotDiscovered),
        failure: Some("not discovered".to_owned()),
        loaded_at: None,
        last_change: None,
    }
}

fn not_discovered(id: &PluginId, known: Vec<PluginId>) -> DiscoveryError {
    let error = LoadError::NotDiscovered { id: id.to_string(), known };
    DiscoveryError::new(id.clone(), ErrorPhase::Discovery, Severity::Error, error)
}

/// Everybody's place in the call orders of hooks, worked out once for each point.
#[derive(Default)]
struct Places(HashMap<TypeId, Vec<[Order; 2]>>);

/// Everybody's place in one call order, and why they are there.
type Order = HashMap<PluginId, (usize, Reason)>;

impl Places {
    fn of(
        &mut self,
        roster: &Roster,
        entry: &ExtensionEntry,
        hook: usize,
        plugin: &PluginId,
    ) -> Option<(usize, Reason)> {
        let places = self.0.entry(entry.point()).or_insert_with(|| {
            let arrangement = arrange(roster.active(entry.point()), entry.hooks);
            let both = |hook| {
                [Ordered::Implementations, Ordered::Wrappers].map(|ordered| arrangement.places(hook, ordered))
            };
            (0..entry.hooks.len()).map(both).collect()
        });
        places.get(hook)?[entry.ordered as usize].get(plugin).cloned()
    }
}

impl Roster {
    pub(super) fn descriptor(&self, at: usize) -> PluginDescriptor {
        let member = self.at(at);
        let state = self.state(at);
        let failure = match state {
            PluginState::Failed | PluginState::Filtered(_) => Some(self.why(at)),
            _ => None,
        };
        PluginDescriptor {
            failure,
            loaded_at: member.loaded_at,
            last_change: member.last_change,
            ..PluginDescriptor::new(&member.identity, state)
        }
    }

    pub(super) fn explain(&self, at: usize) -> PluginExplanation {
        let member = self.at(at);
        let mut chain: Vec<Step> =
            self.chain(at).into_iter().map(|(plugin, reason)| Step { plugin, reason }).collect();
        let state = self.state(at);
        if chain.is_empty() {
            let reason = match state {
                PluginState::Loaded if member.called => "loaded; called".to_owned(),
                PluginState::Loaded => "loaded; called once it is started".to_owned(),
                PluginState::Disabled => "switched off".to_owned(),
                state => state.to_string(),
            };
            chain.push(Step { plugin: member.id().clone(), reason });
        }
        PluginExplanation { plugin: member.id().clone(), state, chain }
    }

    fn inspect(&self, at: usize, policies: &Policies, places: &mut Places) -> PluginInspection {
        let member = self.at(at);
        PluginInspection {
            descriptor: self.descriptor(at),
            dependencies: self.dependencies(member),
            dependents: member.bonds.dependents.iter().map(|&above| self.at(above).id().clone()).collect(),
            hooks: self.hooks(member, policies, places),
            health: member.health.clone(),
            source: member.source,
            origin: member.entry.origin().to_string(),
            explanation: self.explain(at),
            #[cfg(feature = "config")]
            config: None,
            #[cfg(web)]
            routes: Vec::new(),
        }
    }

    pub(super) fn dependencies(&self, member: &Member) -> Vec<DependencyInspection> {
        let inspect = |need: &crate::identity::Need| {
            let found = self.find(need.id.as_str());
            let available =
                |at: usize| !matches!(self.state(at), PluginState::Filtered(_) | PluginState::Failed);
            let fits = |at: usize| need.requirement.matches(&self.at(at).identity.version);
            DependencyInspection {
                id: need.id.clone(),
                requirement: need.requirement.to_string(),
                optional: need.optional,
                found: found.map(|at| self.at(at).identity.version.to_string()),
                met: found.is_some_and(|at| fits(at) && available(at)),
            }
        };
        member.identity.needs.iter().map(inspect).collect()
    }

    fn hooks(&self, member: &Member, policies: &Policies, places: &mut Places) -> Vec<HookInspection> {
        let mut hooks = Vec::new();
        for entry in member.extensions.iter() {
            let wrapper = member.extension(entry).is_wrapper();
            for provided in entry.facts.hooks {
                let hook = &entry.hooks[provided.index];
                let called = member.called && (wrapper || !is_called_alone(hook));
                let place = called.then(|| places.of(self, entry, provided.index, member.id()));
                let (position, reason) = place.flatten().unzip();
                let (policy, (state, slow_calls)) = if wrapper {
                    (entry.facts.policy, Default::default())
                } else {
                    (policies.of(hook, &entry.facts), policies.standing(member.id(), hook.id()))
                };
                hooks.push(HookInspection {
                    hook: hook.id().to_owned(),
                    wrapper,
                    priority: entry.facts.priority,
                    position,
                    reason,
                    policy,
                    state,
                    slow_calls,
                });
            }
        }
        hooks.sort_by(|one, other| (&one.hook, one.wrapper).cmp(&(&other.hook, other.wrapper)));
        hooks
    }
}
