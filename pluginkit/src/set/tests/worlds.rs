//! Any plugins: as the entries of a set, and as the manager takes them.

use std::array;
use std::fmt;
use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

use crate::entry::ExtensionEntry;
use crate::error::Ordered;
use crate::id::PluginId;
use crate::identity::Identity;
use crate::plugin::{Dependency, Origin};
use crate::point::{Facts, HookInfo, Provided};
use crate::resolve::{Attachment, Candidate, Extension, Resolution, resolve};
use crate::set::plan::{Directory, Pair};
use crate::set::slots::Member;

/// The point that everybody may implement, and wrap.
pub(super) const HOOKS: &[HookInfo] = &[
    HookInfo::new(0, "first", "line.first"),
    HookInfo::new(1, "second", "line.second"),
    HookInfo::new(2, "third", "line.third"),
];

/// More than there are plugins, so that some are absent; some begin with others, and cases differ.
const IDS: [&str; 12] = ["m", "A", "b", "a", "ab", "a-b", "a_b", "B", "a1", "Z", "z-9", "aB"];
const MOST: usize = 8;

/// For arrays that are as long as there are entries.
macro_rules! at_its_size {
    ($check:ident($world:expr)) => {
        match $world.entries.len() {
            0 => $check::<0>($world),
            1 => $check::<1>($world),
            2 => $check::<2>($world),
            3 => $check::<3>($world),
            4 => $check::<4>($world),
            5 => $check::<5>($world),
            6 => $check::<6>($world),
            7 => $check::<7>($world),
            8 => $check::<8>($world),
            9 => $check::<9>($world),
            10 => $check::<10>($world),
            more => unreachable!("{more} entries"),
        }
    };
}
pub(super) use at_its_size;

/// What a set is made of; `None` where a `#[cfg]` took an entry away.
#[derive(Clone)]
pub(super) struct World {
    pub(super) entries: Vec<Option<Told>>,
}

/// What a plugin says of itself.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) id: &'static str,
    version: &'static str,
    pub(super) needs: &'static [Dependency],
    implements: Option<Facts>,
    wraps: Option<Facts>,
    lifecycle: Option<Facts>,
}

/// What entries may extend.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Role {
    Implementations,
    Wrappers,
    Lifecycle,
}

impl From<Role> for Ordered {
    fn from(role: Role) -> Self {
        if role == Role::Wrappers { Ordered::Wrappers } else { Ordered::Implementations }
    }
}

impl Told {
    fn facts(&self, role: Role) -> Option<Facts> {
        match role {
            Role::Implementations => self.implements,
            Role::Wrappers => self.wraps,
            Role::Lifecycle => self.lifecycle,
        }
    }
}

/// Constants live for ever, and so does what stands in for them.
pub(super) fn constant<T>(list: Vec<T>) -> &'static [T] {
    list.leak()
}

/// As a set sees it.
impl World {
    pub(super) fn directory<const N: usize>(&self) -> Directory<N> {
        Directory::of(array::from_fn(|at| {
            self.entries[at].as_ref().map(|told| Member {
                id: told.id,
                version: told.version,
                dependencies: told.needs,
            })
        }))
    }

    pub(super) fn facts<const N: usize>(&self, role: Role) -> [Option<Facts>; N] {
        array::from_fn(|at| self.entries[at].as_ref().and_then(|told| told.facts(role)))
    }

    pub(super) fn id(&self, entry: usize) -> &'static str {
        self.entries[entry].as_ref().map_or("", |told| told.id)
    }

    pub(super) fn ids(&self, entries: &[usize]) -> Vec<&'static str> {
        entries.iter().map(|&entry| self.id(entry)).collect()
    }
}

/// More pairs than any of these worlds has.
const PAIRS: usize = 128;

pub(super) fn dependencies<const N: usize>(directory: &Directory<N>) -> Vec<Pair> {
    directory.dependencies::<PAIRS>()[..directory.count_dependencies()].to_vec()
}

pub(super) fn constraints<const N: usize>(
    directory: &Directory<N>,
    facts: &[Option<Facts>; N],
    concerned: &[bool; N],
) -> Vec<Pair> {
    let count = directory.count_constraints(facts, concerned);
    directory.constraints::<PAIRS>(facts, concerned)[..count].to_vec()
}

/// As a manager sees it.
impl World {
    pub(super) fn present(&self) -> impl Iterator<Item = &Told> {
        self.entries.iter().flatten()
    }

    /// What is known of those who are there, by id.
    pub(super) fn resolution(&self) -> (Vec<&'static str>, Resolution) {
        let mut present: Vec<&Told> = self.present().collect();
        present.sort_by_key(|told| told.id);
        let identities: Vec<Identity> = present.iter().map(|told| identity(told)).collect();
        let candidates: Vec<Candidate<'_>> = present
            .iter()
            .zip(&identities)
            .map(|(told, identity)| {
                let facts = told.lifecycle;
                Candidate {
                    identity,
                    refused: false,
                    priority: facts.map_or(0, |facts| facts.priority),
                    before: facts.map_or(&[], |facts| facts.before),
                    after: facts.map_or(&[], |facts| facts.after),
                }
            })
            .collect();
        let resolution = resolve(&candidates, "lifecycle.start");
        (present.iter().map(|told| told.id).collect(), resolution)
    }

    /// The implementations and wrappers of the point, in the order of the entries.
    pub(super) fn attachments(&self) -> Vec<Attachment> {
        let (ids, resolution) = self.resolution();
        let extensions = self.present().flat_map(|told| {
            let at = ids.iter().position(|id| *id == told.id).expect("everybody has been resolved");
            let rank = resolution.ranks[at];
            [Role::Implementations, Role::Wrappers].into_iter().filter_map(move |role| {
                let entry = entry(told.facts(role)?, role.into());
                Some(Extension { entry, id: PluginId::from_static(told.id), rank, serial: 0 })
            })
        });
        extensions.map(|extension| Attachment { extension, plugin: Arc::new(()) }).collect()
    }
}

fn identity(told: &Told) -> Identity {
    let identity = Identity::new(told.id, told.version).expect("a version");
    told.needs.iter().fold(identity, |identity, need| {
        let (id, requirement) = (need.id(), need.requirement());
        let needing = if need.is_optional() {
            identity.depends_on_optional(id, requirement)
        } else {
            identity.depends_on(id, requirement)
        };
        needing.expect("a requirement")
    })
}

fn entry(facts: Facts, ordered: Ordered) -> ExtensionEntry {
    ExtensionEntry {
        facts,
        ordered,
        hooks: HOOKS,
        plugin: std::any::TypeId::of::<()>,
        point: std::any::TypeId::of::<()>,
        attach: |_, _, _| {},
    }
}

/// Nobody depends on themselves, through others or not.
pub(super) fn free_of_circles() -> impl Strategy<Value = World> {
    worlds(0..=0)
}

/// Some do.
pub(super) fn any_world() -> impl Strategy<Value = World> {
    worlds(0..=3)
}

/// Whoever comes later depends on some who came earlier. Then there are so many dependencies on anybody.
fn worlds(more: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = World> {
    let told = (version(), vec((any::<Index>(), need()), 0..3), facts(), facts(), facts());
    let more = vec((any::<Index>(), select(&IDS[..]), need()), more);
    let ids = Just(IDS.to_vec()).prop_shuffle();
    (vec(told, 0..=MOST), more, ids, 0..=2_usize)
        .prop_map(|(told, more, ids, absent)| {
            let present = told.len();
            let mut needs: Vec<Vec<Dependency>> = vec![Vec::new(); present];
            for (at, (_, wishes, ..)) in told.iter().enumerate() {
                for (on, (requirement, optional)) in wishes {
                    // Those who are not there come last, and some depend on them.
                    let may = (0..at).chain([present]).collect::<Vec<_>>();
                    let on = ids[*on.get(&may)];
                    if needs[at].iter().all(|earlier| earlier.id() != on) {
                        needs[at].push(dependency(on, requirement, *optional));
                    }
                }
            }
            for (of, on, (requirement, optional)) in more {
                if present > 0 {
                    needs[of.index(present)].push(dependency(on, requirement, optional));
                }
            }
            let entries = told.into_iter().zip(needs).zip(ids);
            let entries = entries.map(|(((version, _, implements, wraps, lifecycle), needs), id)| {
                Some(Told { id, version, needs: constant(needs), implements, wraps, lifecycle })
            });
            entries.chain((0..absent).map(|_| None)).collect::<Vec<_>>()
        })
        .prop_shuffle()
        .prop_map(|entries| World { entries })
}

fn dependency(on: &'static str, requirement: &'static str, optional: bool) -> Dependency {
    let dependency = Dependency::named(on, requirement);
    if optional { dependency.optional() } else { dependency }
}

fn version() -> impl Strategy<Value = &'static str> {
    prop_oneof![8 => Just("1.2.0"), 1 => Just("2.0.0"), 1 => Just("1.0.0-beta.1")]
}

/// In which versions, and whether it may be absent.
fn need() -> impl Strategy<Value = (&'static str, bool)> {
    let requirement = prop_oneof![
        12 => Just("*"),
        4 => Just("^1"),
        2 => Just(">=1.0.0-alpha, <2"),
        1 => Just("^2"),
    ];
    (requirement, prop_oneof![1 => Just(false), 2 => Just(true)])
}

fn facts() -> impl Strategy<Value = Option<Facts>> {
    let priority = prop_oneof![4 => Just(0), 4 => -1..=1, 1 => any::<i32>()];
    let hooks = subsequence((0..HOOKS.len()).collect::<Vec<_>>(), 0..=HOOKS.len());
    let facts = (priority, ids(), ids(), hooks).prop_map(|(priority, before, after, hooks)| Facts {
        priority,
        before,
        after,
        policy: crate::HookPolicy::new(),
        barrier: false,
        on: None,
        arguments: false,
        hooks: constant(hooks.into_iter().map(Provided::hook).collect()),
        origin: Origin::new(None, "", "", 0),
    });
    proptest::option::weighted(0.8, facts)
}

fn ids() -> impl Strategy<Value = &'static [&'static str]> {
    prop_oneof![
        4 => Just(&[][..]),
        1 => vec(select(&IDS[..]), 1..3).prop_map(constant),
    ]
}

/// One entry a line.
impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, told) in self.entries.iter().enumerate() {
            let Some(Told { id, version, needs, .. }) = told else {
                write!(f, "\n{at}: nobody")?;
                continue;
            };
            write!(f, "\n{at}: {id} {version}, needs")?;
            for need in *needs {
                let optional = if need.is_optional() { " if there" } else { "" };
                write!(f, " {} {}{optional};", need.id(), need.requirement())?;
            }
            for role in [Role::Implementations, Role::Wrappers, Role::Lifecycle] {
                let Some(Facts { priority, before, after, hooks, .. }) =
                    told.as_ref().and_then(|told| told.facts(role))
                else {
                    continue;
                };
                let hooks: Vec<usize> = hooks.iter().map(|provided| provided.index).collect();
                write!(f, "\n     {role:?} {hooks:?}: {priority}, before {before:?}, after {after:?}")?;
            }
        }
        Ok(())
    }
}
