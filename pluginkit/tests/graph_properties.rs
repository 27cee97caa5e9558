//! Any plugins that need each other in any way: the manager's answer against what the graph itself says.
//!
//! `PLUGINKIT_CASES` says how many graphs there are; `scripts/properties.sh` asks for many.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use pluginkit::prelude::*;
use pluginkit::{
    DiscoveryError, Error, FilterReason, Identified, Identity, PluginManagerBuilder, ResolutionError,
    block_on,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

/// Has whatever identity a graph gives it.
#[plugin(id = "stub", version = "0.0.0", listed)]
#[derive(Debug, Default)]
struct Stub;

/// Everybody has this version; `FITS` asks for it, and `MISSES` does not.
const VERSION: &str = "1.2.0";
const FITS: [&str; 3] = ["*", "^1", ">=1.1, <2"];
const MISSES: &str = "^2";

#[derive(Clone, Debug)]
struct Need {
    on: usize,
    requirement: &'static str,
    optional: bool,
}

impl Need {
    fn fits(&self) -> bool {
        self.requirement != MISSES
    }
}

#[derive(Clone)]
struct Graph {
    needs: Vec<Vec<Need>>,
    /// Nobody knows these.
    missing: BTreeSet<usize>,
    /// The host does not want these.
    unwanted: BTreeSet<usize>,
}

/// Something that is wrong with a graph.
#[derive(Clone, Debug)]
enum Fault {
    Missing(Index),
    Unwanted(Index),
    Mismatch(Index, Index),
    Optional(Index, Index),
    /// One more dependency, on anybody; it may close a circle.
    Back(Index, Index, bool),
}

fn fault() -> impl Strategy<Value = Fault> {
    let index = any::<Index>;
    prop_oneof![
        1 => index().prop_map(Fault::Missing),
        1 => index().prop_map(Fault::Unwanted),
        2 => (index(), index()).prop_map(|(of, need)| Fault::Mismatch(of, need)),
        6 => (index(), index()).prop_map(|(of, need)| Fault::Optional(of, need)),
        4 => (index(), index(), any::<bool>()).prop_map(|(of, on, optional)| Fault::Back(of, on, optional)),
    ]
}

/// Graphs that are sound to begin with, and some faults. Where somebody stands in it says nothing about their id.
fn graph() -> impl Strategy<Value = Graph> {
    let wishes = vec((any::<Index>(), 0..FITS.len()), 0..4);
    (vec((any::<u16>(), wishes), 1..=40), vec(fault(), 0..10)).prop_map(|(plugins, faults)| {
        let (keys, wishes): (Vec<u16>, Vec<_>) = plugins.into_iter().unzip();
        let ids = ranks(&keys);
        let mut needs = vec![Vec::new(); wishes.len()];
        for (at, wishes) in wishes.into_iter().enumerate().skip(1) {
            for (on, requirement) in wishes {
                add(&mut needs[ids[at]], ids[on.index(at)], FITS[requirement], false);
            }
        }
        let mut graph = Graph { needs, missing: BTreeSet::new(), unwanted: BTreeSet::new() };
        for fault in &faults {
            graph.suffer(fault);
        }
        graph
    })
}

/// The place of each key among all.
fn ranks(keys: &[u16]) -> Vec<usize> {
    let place = |at: usize| (0..keys.len()).filter(|&other| (keys[other], other) < (keys[at], at)).count();
    (0..keys.len()).map(place).collect()
}

/// In which order the plugins of a graph are listed, whoever they are.
fn listing() -> impl Strategy<Value = Vec<u16>> {
    vec(any::<u16>(), 40)
}

/// Nobody names a dependency twice; that is a mistake of another kind.
fn add(needs: &mut Vec<Need>, on: usize, requirement: &'static str, optional: bool) {
    if needs.iter().all(|need| need.on != on) {
        needs.push(Need { on, requirement, optional });
    }
}

/// `p00: p01 ^1, p02 * if there`, line by line.
impl fmt::Debug for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, needs) in self.needs.iter().enumerate() {
            let missing = if self.missing.contains(&at) { " (missing)" } else { "" };
            let unwanted = if self.unwanted.contains(&at) { " (unwanted)" } else { "" };
            write!(f, "\n{}{missing}{unwanted}:", id(at))?;
            for Need { on, requirement, optional } in needs {
                write!(f, " {} {requirement}{};", id(*on), if *optional { " if there" } else { "" })?;
            }
        }
        Ok(())
    }
}

impl Graph {
    fn suffer(&mut self, fault: &Fault) {
        let len = self.needs.len();
        match fault {
            Fault::Missing(at) => drop(self.missing.insert(at.index(len))),
            Fault::Unwanted(at) => drop(self.unwanted.insert(at.index(len))),
            Fault::Mismatch(of, need) => {
                if let Some(need) = self.pick(*of, *need) {
                    need.requirement = MISSES;
                }
            }
            Fault::Optional(of, need) => {
                if let Some(need) = self.pick(*of, *need) {
                    need.optional = true;
                }
            }
            Fault::Back(of, on, optional) => {
                add(&mut self.needs[of.index(len)], on.index(len), FITS[0], *optional);
            }
        }
    }

    fn pick(&mut self, of: Index, need: Index) -> Option<&mut Need> {
        let of = of.index(self.needs.len());
        let needs = &mut self.needs[of];
        if needs.is_empty() { None } else { Some(need.get_mut(needs)) }
    }

    fn listed(&self, keys: &[u16]) -> Vec<usize> {
        let mut listed: Vec<usize> = (0..self.needs.len()).filter(|at| !self.missing.contains(at)).collect();
        listed.sort_by_key(|&at| (keys[at], at));
        listed
    }

    fn need(&self, of: &str, on: &str) -> Option<&Need> {
        self.needs[number(of)].iter().find(|need| need.on == number(on))
    }

    fn builder(&self, listing: &[usize]) -> PluginManagerBuilder {
        let unwanted: Vec<String> = self.unwanted.iter().copied().map(id).collect();
        listing.iter().fold(PluginManager::builder().disabled(unwanted), |builder, &at| {
            builder.instance(Identified::new(self.identity(at), Stub))
        })
    }

    fn identity(&self, at: usize) -> Identity {
        let identity = Identity::new(&id(at), VERSION).unwrap();
        self.needs[at].iter().fold(identity, |identity, Need { on, requirement, optional }| {
            if *optional {
                identity.depends_on_optional(&id(*on), requirement).unwrap()
            } else {
                identity.depends_on(&id(*on), requirement).unwrap()
            }
        })
    }
}

/// Two digits: ids sort as numbers do.
fn id(number: usize) -> String {
    format!("p{number:02}")
}

fn number(id: &str) -> usize {
    id[1..].parse().unwrap()
}

/// Everything that a host can see of a manager, but for times.
fn seen(plugins: &PluginManager) -> Vec<String> {
    let discovery = plugins.discovery();
    let states = plugins
        .descriptors()
        .into_iter()
        .map(|plugin| format!("{} {} {:?}", plugin.id(), plugin.state(), plugin.failure()));
    let errors = discovery.errors().iter().map(|error| format!("{} {error}", error.plugin()));
    states.chain(errors).chain(plugins.ids().map(|id| id.to_string())).collect()
}

/// Everything that a host can see of a manager, but for times, and for whether somebody who is there has been stopped.
fn settled(plugins: &PluginManager) -> Vec<String> {
    let stopped = PluginState::Stopped.to_string();
    seen(plugins).into_iter().map(|line| line.replace(&stopped, "loaded")).collect()
}

/// Whether what an error says of the graph is so.
fn is_true(graph: &Graph, error: &DiscoveryError) -> bool {
    let of = error.plugin().as_str();
    // Whoever may be done without, and is not wanted, is as good as missing.
    let counts = |need: &Need| !need.optional || !graph.unwanted.contains(&need.on);
    match error.error() {
        Error::Resolution(ResolutionError::MissingDependency { plugin, dependency, .. }) => {
            let need = graph.need(of, dependency.as_str());
            plugin == of && need.is_some_and(|need| !need.optional && graph.missing.contains(&need.on))
        }
        Error::Resolution(ResolutionError::VersionMismatch { plugin, dependency, found, .. }) => {
            let need = graph.need(of, dependency.as_str());
            let there = |need: &&Need| !graph.missing.contains(&need.on) && counts(need);
            plugin == of && found == VERSION && need.filter(there).is_some_and(|need| !need.fits())
        }
        Error::Resolution(ResolutionError::DependencyCycle { cycle, .. }) => {
            let next = cycle.iter().cycle().skip(1);
            let holds = |(from, to): (&PluginId, &PluginId)| {
                let need = graph.need(from.as_str(), to.as_str());
                !graph.missing.contains(&number(from.as_str()))
                    && need.is_some_and(|need| need.fits() && counts(need))
            };
            let distinct: BTreeSet<&PluginId> = cycle.iter().collect();
            cycle.iter().any(|id| id == of)
                && distinct.len() == cycle.len()
                && cycle.iter().zip(next).all(holds)
        }
        Error::Resolution(ResolutionError::DependencyUnavailable { plugin, dependency, .. }) => {
            plugin == of && graph.need(of, dependency.as_str()).is_some_and(|need| !need.optional)
        }
        _ => false,
    }
}

/// Has its chain a step for each plugin on the way, each needing the next, down to somebody with a fault of their own?
fn is_true_chain(
    graph: &Graph,
    plugins: &PluginManager,
    own: &BTreeMap<String, Vec<&DiscoveryError>>,
    id: &str,
) -> bool {
    let explanation = plugins.explain(id).unwrap();
    let steps: Vec<&str> = explanation.chain.iter().map(|step| step.plugin.as_str()).collect();
    let needs = |step: &[&str]| graph.need(step[0], step[1]).is_some_and(|need| !need.optional);
    let Some(last) = steps.last() else { return false };
    let at_fault = |error: &&DiscoveryError| {
        !matches!(error.error(), Error::Resolution(ResolutionError::DependencyUnavailable { .. }))
    };
    steps[0] == id
        && steps.windows(2).all(needs)
        && (graph.unwanted.contains(&number(last))
            || own.get(*last).is_some_and(|errors| errors.iter().any(at_fault)))
}

fn cases() -> u32 {
    std::env::var("PLUGINKIT_CASES")
        .map_or(1000, |cases| cases.parse().expect("PLUGINKIT_CASES is a number of cases"))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, max_shrink_iters: 100_000, ..ProptestConfig::with_cases(cases()) })]

    #[test]
    fn whoever_is_active_has_what_they_need_and_whoever_is_not_has_not(graph in graph(), keys in listing()) {
        let listing = graph.listed(&keys);
        let plugins = graph.builder(&listing).build().unwrap();
        let order: Vec<usize> = plugins.ids().map(|id| number(id.as_str())).collect();
        let place: BTreeMap<usize, usize> = order.iter().enumerate().map(|(place, &at)| (at, place)).collect();
        prop_assert_eq!(place.len(), order.len(), "nobody is there twice");

        for (&at, &place_of_it) in &place {
            prop_assert!(listing.contains(&at) && !graph.unwanted.contains(&at));
            for need in &graph.needs[at] {
                match place.get(&need.on) {
                    Some(&before) => prop_assert!(need.fits() && before < place_of_it, "{} {need:?}", id(at)),
                    None => prop_assert!(need.optional, "{} {need:?}", id(at)),
                }
            }
        }

        let discovery = plugins.discovery();
        let mut own: BTreeMap<String, Vec<&DiscoveryError>> = BTreeMap::new();
        for error in discovery.errors() {
            prop_assert!(is_true(&graph, error), "{error}");
            own.entry(error.plugin().to_string()).or_default().push(error);
        }
        for &at in &listing {
            let state = plugins.descriptor(&id(at)).unwrap().state();
            if graph.unwanted.contains(&at) {
                prop_assert_eq!(state, PluginState::Filtered(FilterReason::Disabled));
                prop_assert!(!own.contains_key(&id(at)), "{:?}", own[&id(at)]);
            } else if place.contains_key(&at) {
                prop_assert_eq!(state, PluginState::Loaded);
                prop_assert!(!own.contains_key(&id(at)), "{:?}", own[&id(at)]);
            } else {
                prop_assert_eq!(state, PluginState::Filtered(FilterReason::DependencyUnmet));
                prop_assert!(is_true_chain(&graph, &plugins, &own, &id(at)), "{}", plugins.explain(&id(at)).unwrap());
            }
        }
        prop_assert_eq!(discovery.activated().len() + discovery.filtered().count(), listing.len());

        // What is missing or does not fit is told all at once, not only what comes first.
        for &at in listing.iter().filter(|at| !graph.unwanted.contains(at)) {
            let told = |on: usize| own.get(&id(at)).into_iter().flatten().any(|error| match error.error() {
                Error::Resolution(
                    ResolutionError::MissingDependency { dependency, .. }
                    | ResolutionError::VersionMismatch { dependency, .. },
                ) => *dependency == *id(on),
                _ => false,
            });
            for need in &graph.needs[at] {
                let missing = graph.missing.contains(&need.on) && !need.optional;
                let unfit = !graph.missing.contains(&need.on) && !graph.unwanted.contains(&need.on) && !need.fits();
                prop_assert!(!(missing || unfit) || told(need.on), "{} {need:?}: {own:?}", id(at));
            }
        }
    }

    #[test]
    fn the_order_in_which_they_are_listed_never_matters(graph in graph(), one in listing(), other in listing()) {
        let [one, other] = [one, other].map(|keys| graph.builder(&graph.listed(&keys)).build().unwrap());
        prop_assert_eq!(seen(&one), seen(&other));
        prop_assert_eq!(one.graph().to_string(), other.graph().to_string());
    }

    /// Nobody is half in or half out, and nobody keeps a reason that has gone.
    #[test]
    fn coming_and_going_leaves_what_building_would(
        graph in graph(),
        keys in listing(),
        steps in vec(any::<Index>(), 0..12),
    ) {
        let listing = graph.listed(&keys);
        prop_assume!(!listing.is_empty());
        let plugins = graph.builder(&listing).build().unwrap();
        for step in steps {
            let at = *step.get(&listing);
            let known = || plugins.descriptor(&id(at));
            if known().is_some() {
                block_on(plugins.remove(&id(at))).unwrap().unwrap();
                prop_assert!(known().is_none());
            } else {
                let newcomer = Identified::new(graph.identity(at), Stub);
                let came = block_on(plugins.register(newcomer)).unwrap().is_ok();
                let state = known().map(|plugin| plugin.state());
                prop_assert_eq!(state, if came { Some(PluginState::Loaded) } else { None });
            }
            let there: Vec<usize> =
                plugins.descriptors().iter().map(|plugin| number(plugin.id().as_str())).collect();
            prop_assert_eq!(settled(&plugins), settled(&graph.builder(&there).build().unwrap()));
        }
    }
}
